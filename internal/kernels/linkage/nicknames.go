package linkage

import "strings"

// nicknames are given names that one person goes by. A name may stand in several lines; it is then anyone's of them.
const nicknames = `
abigail abby abbie gail
abraham abe bram ibrahim ebrahim
adelaide addie adele heidi
agnes aggie nessie
albert al bert bertie alberto
alexander alex alec sandy sasha xander alejandro alexandre aleksandr lex
alexandra alex sandra sandy lexi alexa alejandra sasha alexis
alfred al fred alf alfie fredo alfredo
alice allie elsie lisa alicia
allen alan allan al
amanda mandy manda
amelia amy millie emily
anastasia stacy ana
andrew andy drew andre andres anders
angela angie angel angelina
ann anne anna annie nan nancy hannah ana anita
anthony tony antonio toni antony
antoinette toni nettie
arthur art artie arturo
augustus gus august augustine
barbara barb barbie babs bobbie
bartholomew bart
beatrice bea trixie beatriz
benjamin ben benny benji
bernard bernie barney bernardo
bradley brad
brian bryan
bridget biddy bridie
calvin cal
cameron cam
carl karl carlos
caroline carrie carol caro carolyn
catherine cathy kate katie kathy kit kitty cat cate kay catalina katherine kathryn catharine katharine kathleen katrina
cecilia cissy celia cecily
charles charlie chuck chas chaz carlos chip charley
charlotte lottie charlie lotte char
christina chris tina christy kris chrissy
christine chris tina christy kris chrissy
christopher chris kit topher kris cristobal
clarence clare
clifford cliff
constance connie
cornelius neil con
curtis curt kurt
cynthia cindy
daniel dan danny danielo
david dave davy davey
deborah deb debbie debby debra
dennis denny
derek derrick
dolores lola
dominic dom nick domingo
donald don donnie
dorothy dot dottie dolly dora dorothea
douglas doug
edgar ed eddie
edith edie
edmund ed eddie ned ted
edward ed eddie ned ted teddy eduardo
edwin ed eddie ned
eileen aileen ellie
eleanor ellie nell nellie nora lenora elinor elena
elijah eli
elizabeth liz beth betty eliza lizzie elsie bess bessie betsy libby lisa elisabeth lisbeth isabel elisa
ellen nell nellie helen
emily em emmy millie emma
emma em emmy
ernest ernie ernesto
esther hester essie ester
eugene gene
evelyn evie eve lynn
ezekiel zeke
ferdinand fernando ferdie
florence flo flossie flora
frances fran fanny frankie francisca fannie
francis frank fran francisco frankie
franklin frank
frederick fred freddie freddy rick fritz federico fredrick
gabriel gabe
gabrielle gabby
genevieve gen jenny eve
geoffrey geoff jeff
george georgie jorge
gerald gerry jerry gerardo
gerard gerry jerry
gertrude gertie trudy
gilbert gil bert
grace gracie
gregory greg gregg gregorio
gwendolyn gwen wendy
hannah ann anna nan
harold hal harry
harriet hattie harry
harrison harry
helen nell nellie lena elena ellen
henrietta hettie etta hetty
henry harry hank hal enrique
herbert herb bert bertie
herman manny
hubert hugh bert
hugh hughie hugo
humphrey humph
ignatius iggy ignacio nacho
irene rene
isaac ike zac
isabella bella izzy isabel isabelle isobel
isaiah zay
jacob jake jack jacobo jakob
jacqueline jackie jacqui jackson
james jim jimmy jamie jem jaime jas jimmie
jane janie jenny janet jean
janet jan jenny
jason jay
jeffrey jeff geoff jeffery
jennifer jen jenny jenn
jeremiah jerry jem
jeremy jerry jem
jerome jerry
jesse jess
jessica jess jessie
jesus chuy
joan joanie joanna
joanna jo joan
john jack johnny jon juan jno ian sean johnnie
jonathan jon john johnny jonny
joseph joe joey jose jos
josephine jo josie fina josefina
joshua josh
joyce joy
judith judy judi
julia julie jill juliana
julian jules
katherine kate katie kathy kit kitty kay kat kathryn cathy catherine
kathleen kathy kate katie kay kitty
kenneth ken kenny
kimberly kim kimmy
laura laurie lori
lawrence larry lars lorenzo laurence lawrie
leonard leo len lenny leonardo
leroy roy
leslie les lesley
lewis lou lew louis
lillian lil lily lilly
lincoln link
linda lindy lynn
lorraine lori
louis lou louie luis lewis
louise lou louisa lulu luisa
lucille lucy lou
lucy lucia lucinda
luke lucas
madeline maddie lena madeleine madelyn
magdalena maggie lena
manuel manny manolo emmanuel
marcus mark marc marcos
margaret maggie meg peggy peg marge margie greta rita daisy madge marjorie margarita may maisie
maria mary marie ria mia mari
marion marian mary
martha marty mattie patty
martin marty martine
mary molly polly mamie mae may maria marie moll
matilda tilly mattie maud
matthew matt mat mateo matthias
maurice morris moe maury mauricio
maximilian max
maxwell max
megan meg
melissa missy mel lisa
melvin mel
michael mike mick mickey micky miguel mikey michel
michelle shelly chelle
mildred millie
minnie minerva wilhelmina
miranda mandy randy
mitchell mitch
mohammed muhammad mohamed mohammad mohd md mohamad muhammed
montgomery monty
nancy nan
natalie nat tasha
natasha tasha nat
nathan nate nat
nathaniel nat nate nathan
nicholas nick nicky nico nicolas klaus nickolas
nicole nicky nikki
norman norm
olivia liv livvy
oliver ollie
oscar ozzie
pamela pam
patricia pat patty tricia trish patsy
patrick pat paddy patricio rick
paul pablo paulie
pauline polly
peter pete pedro
philip phil pip felipe phillip
phyllis phil
prudence prue
rachel rae shelly raquel
ralph rafe
randall randy
randolph randy
raphael rafael rafe rafa
raymond ray ramon
rebecca becky becca bex
reginald reg reggie
richard dick rick rich ricky richie ricardo
robert bob rob bobby bert robbie roberto robin bobbie
roberta bobbie robbie
roderick rod rory
rodney rod
roger rodge rogelio
roland rollie rolando
ronald ron ronnie
rosemary rose rosie
rose rosie rosa
roseann rose
rudolph rudy rodolfo
russell russ rusty
ruth ruthie
samantha sam sammy
samuel sam sammy
sandra sandy
sarah sally sadie sara
saul sol
sebastian seb bastian
sharon shari
shirley shirl
sidney sid sydney
silas si
solomon sol
sophia sophie sofia
stanley stan
stephanie steph steffi stefanie
stephen steve steven stevie esteban stefan
stuart stu stewart
susan sue susie suzy susanna suzanne susannah
sylvester sly vester
tabitha tabby
teresa terry tess tessa theresa tracy terri
terence terry terrence
thaddeus thad ted
theodore ted teddy theo
theresa terry tess tessa tracy terri
thomas tom tommy tomas thos
timothy tim timmy
tobias toby
valerie val
veronica ronnie vera
victor vic
victoria vicky tori vickie
vincent vince vinny vicente
viola vi
violet vi
virginia ginny ginger
vivian viv
walter walt wally wat
wesley wes
wilhelmina mina minnie willa
wilfred will fred wilf
william will bill billy willy liam willie guillermo wm
winifred winnie freda
winston win
zachary zach zack zac
`

// spellings are family names that one family writes in several ways: romanizations of one name, old and new rules.
const spellings = `
lee yi rhee li lie ri
park pak bak
kim gim
choi choe
jung jeong chung chong joung
kang gang
cho jo joe
yoon yun
jang chang
lim im rim
ko go koh
roh noh no
ryu yoo yu you
ahn an
shin sin
kwon gwon
moon mun
baek paek baik
wang wong vuong
chen chan tran chin
huang wong hwang hoang
zhang chang cheung jang
liu lau luu
lin lam lim
wu ng ngo
xu hsu hui tsui
zhou chou chow chau
zhu chu
cai tsai choi
xie hsieh tse
zheng cheng chung
guo kuo kwok
he ho
luo lo law
liang leung luong
song sung soong
deng teng tang
zeng tseng tsang
cao tsao cho
qiu chiu yau
ye yeh yip ip
yang yeung duong young
hussain husain hossain hussein husein hossein
ahmed ahmad ahmet
chaudhry choudhury chowdhury chaudhary choudhry chaudhuri
rahman rehman
khan kahn
begum begam
syed sayed saiyed said sayeed
sheikh shaikh shaik sheik
siddiqui siddiqi siddique
mukherjee mukherji mukhopadhyay
banerjee banerji bandyopadhyay
chatterjee chatterji chattopadhyay
das dass
singh sing
kaur kour
patel patil
nguyen nguyan nguyenn
pham fam
huynh huyn
dang deng
vang va
xiong shong
moua mua
yang ya
thao thor thoj
vue vu
lor lo
her heu
chea chia
sok sock
delacruz cruz
delossantos santos
macdonald mcdonald
mac mc
smith smyth smythe
clark clarke
johnson johnston
stephens stevens
thompson thomson
philips phillips
allen allan alan
gray grey
brown browne
reid read reed
davis davies
mohammed muhammad mohamed mohammad mohamad
`

// men and women are second names that tell the sex, in families of the Punjab and of Bengal, and are no family names.
var (
	men   = map[string]bool{"singh": true, "miah": true, "mia": true, "uddin": true, "ali": true, "islam": true, "hossain": true, "rahman": true}
	women = map[string]bool{"kaur": true, "begum": true, "khatun": true, "akter": true, "akhter": true, "bibi": true, "sultana": true, "khanam": true, "bano": true}
)

// couple tells whether of two names one is a man's and one a woman's.
func (n *nameSpace) couple(a, b uint32) bool {
	x, y := string(n.dict.text(a)), string(n.dict.text(b))
	return men[x] && women[y] || women[x] && men[y]
}

// groups tells of each word which lines it stands in.
func groups(lines string) map[string][]uint16 {
	m := map[string][]uint16{}
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		for _, w := range strings.Fields(line) {
			m[w] = append(m[w], uint16(i))
		}
	}
	return m
}

// nameGroups is both tables: a name agrees with every name that shares a line with it.
var nameGroups = groups(nicknames + strings.TrimSpace(spellings))

// share tells whether two sets of lines have one in common.
func share(a, b []uint16) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}
