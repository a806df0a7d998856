package romanize

import "strings"

// southAsian are spellings of one name that rules of letters do not give, whatever script it was written in: a reading that is in a
// row brings the others of the row with it. They also hold between Latin spellings. Sources: rolls of India, Nepal, Bangladesh,
// Pakistan and of the United States; Muslim names by their Arabic originals.
const southAsian = `
mohammad mohammed muhammad mohamed muhammed mohamad md mohd
ahmad ahmed ahamed ahmmed ahammad
rahman rehman rahaman rohman
hasan hassan hossan
husain hussain hossain hussein hosen hossen hosain
ali aly alee
abdul abdool abdoul
uddin uddeen udin ud
hak haque huq hoque haq
rafik rafiq rafique rafeeq
shafik shafiq shafique safiq
sadik sadiq siddique siddiq
siddiki siddiqui siddiqi siddique
farukh farooq faruk faruq
tarik tariq tarique tareq
ashik ashiq ashique
saiyad syed sayed sayyid saiyed soiyod
shekh sheikh shaikh sheik shaik sk
khatun khatoon
begam begum begom
akhtar akhter akter aktar akther
sultana sultanah
parvin parveen perveen parbin
yasmin yasmeen iyasmin yeasmin jasmin
ayesha aisha aysha aesha ayisha
fatema fatima phatema phatima fatma
khalid khaled khaleed
faisal faizal phaisal faysal
iqbal ikbal eqbal
usman osman othman
umar omar umer
yusuf yousuf iusuf yousef
ibrahim ebrahim
ismail ismael esmail
mia miah miya miyan meah mian
chaudhuri chowdhury chaudhary chaudhri choudhury chaudhry chowdhuri choudhary chaudhari choudhuri chowdhary
majumdar majumder mazumder mazumdar mojumder
sarkar sarker sircar
talukdar talukder
hawladar howlader haolader
sikdar sikder shikder
mandal mondal mondol
mukharji mukherjee mukherji mukhopadhyay mookerjee
banarji banerjee bannerjee bandyopadhyay byanarji banerji
chatarji chatterjee chyatarji chattopadhyay chatterji
ganguli ganguly gangopadhyay ganggopadhyay
bhattacharya bhattacharjee bhattacharyya bhattacharji
chakrabarti chakraborty chakravarty chakravarti chakrabarty
bishvas biswas bishwas biswash
basu bose bosu
ghosh ghose
datta dutta dutt datt
ray roy rai rae
sinha singha sinh singh
singh sing
tagor tagore thakur
kar kor
pal paul
deb dev
de dey dei
raychaudhuri roychowdhury
agraval agarwal aggarwal agrawal agarval
shrivastav srivastava shrivastava srivastav shreevastava
varma verma barma
sharma sarma
mishra misra
tivari tiwari tewari tivary
pandey pande pandeya pandya pandeji
dube dubey
chaube chaubey choubey
dvivedi dwivedi divedi
trivedi tribedi
chaturvedi chaturbedi
upadhyay upadhyaya
mehta mehtha
kapur kapoor
lakshmi laxmi lakshmee lakhsmi laksmi
lakshman laxman
saksena saxena
dikshit dixit
dakshit dixit
kshatri khatri
kshetri chhetri chetri kshatri
vishvakarma bishwakarma biswakarma vishwakarma bishvakarma
vikas bikash vikash bikas
vinod binod
vimala bimala vimla
vishnu bishnu
vasant basanta basant vasanta
bina veena vina
vishal bishal
vijay bijay bijoy vijoy
vivek bibek
vir bir veer beer
bahadur bahadoor
nyaupane neupane nyopane
paudel poudel paudyal poudyal
pokharel pokhrel
dahal dahaal
shreshth shrestha shreshta
bajracharya vajracharya
gayakvad gaikwad gaekwad
rathaur rathore rathor
chauhan chouhan chohan
thakur thakor thaker
mahto mahato mahata
vaishnav baishnab
jnan gyan
ajay ajoy
thakare thackeray thakre thakrey
pattanayak patnaik pattnaik patnayak
variyar varyar warrier varier warriar
mairi mary meri
ritik hrithik rithik hritik
tendulakar tendulkar
sanjay sanjoy
jay joy jai
sumit sumeet
amit ameet
anup anoop
arun aroon
sunil suneel
sudhir sudheer
pravin praveen prabin
navin naveen nabin
suman sumon
svapan swapan shapan swapon
subrat subrata
kumar coomar
gurprit gurpreet
bhullar bhuller
garewal grewal gareval
barar brar
man mann
gil gill
dhillon dhillo
sandhu sandhoo
aulakh aulukh
indarjit inderjit inderjeet
mahindar mohinder mahinder mohindar
svami swamy swami samy sami
kandasami kandasamy kandaswamy kanthasamy
ramasami ramasamy ramaswamy
palanisami palanisamy palaniswamy
muttusami muthusamy muthuswamy
krishnamurti krishnamurthy krishnamoorthy
murti murthy moorthy
subramaniyan subramanian subramaniam subramanyam subrahmanyam
lakshminarayanan laxminarayanan
venkatesan venkateshan
venkat venkata
reddi reddy
nayudu naidu
rav rao ravu row
nayar nair nayyar
menan menon
pillai pillay
aiyar iyer aiyer ayyar
aiyangar iyengar ayyangar
tamas thomas
jorj george
josaph joseph
mathyu mathew mathews
phernando fernando
perera pereira
vikramasingha wickramasinghe wickremesinghe
jayasingha jayasinghe
kumarasingha kumarasinghe
ratnayaka ratnayake rathnayake
bandara bandaara
disanayaka dissanayake
gunasekara gunasekera
senanayaka senanayake
`

// alsoSpelled adds the other spellings of the rows that the strongest readings are in.
func alsoSpelled(readings []Reading) []Reading {
	out, changed := readings, false
	for _, r := range readings[:min(len(readings), 6)] {
		if r.Weight < .2 {
			break
		}
		for _, other := range southAsianRows[r.Text] {
			if other != r.Text {
				add(&out, Reading{Text: other, Weight: r.Weight * .6})
				changed = true
			}
		}
	}
	if changed {
		heaviestFirst(out)
	}
	return out[:min(len(out), MaxReadings)]
}

var southAsianRows = func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(southAsian) {
		row := strings.Fields(line)
		for _, name := range row {
			out[name] = append(out[name], row...)
		}
	}
	return out
}()
