package simulate

// The tables hold names as people of these communities in America spell them, the commonest first. 'Lee/Yi/Rhee' are spellings of one
// name; ':147' is a share in thousandths. Where no share is given it falls with the place in the list.

const vietnameseFamilies = `Nguyễn:380 Trần:110 Lê:95 Phạm:70 Huỳnh:30 Hoàng:21 Phan:45 Võ:20 Vũ:19 Đặng:21 Bùi:20 Đỗ:14 Hồ:13 Ngô:13 Dương:10
Lý:9 Trương:14 Đinh:8 Lâm:8 Trịnh:8 Đoàn:6 Mai:6 Lương:7 Lưu:6 Cao:6 Châu:6 Tạ:4 Tô:3 Hà:5 Thái:4 Đào:5 Vương:4 Quách:2 Diệp:2 Tăng:2 Kiều:1 Từ:1 La:1 Văn:2 Phùng:3`

const vietnameseWomen = `Hương Lan Thủy Mai Hoa Hồng Ngọc Linh Thu Hằng Nga Phương Anh Hà Dung Tuyết Yến Trang Thảo Vân Hạnh Oanh Loan Liên Kim Bích Nhung Tâm Xuân Cúc
Diễm Hiền My Trâm Vy Như Quyên Trinh Thanh Uyên Nhi Chi Châu Lệ Phượng Nguyệt Đào Thơ Tiên Khanh Bảo-Ngọc Quỳnh`

const vietnameseMen = `Hùng Dũng Minh Tuấn Hải Sơn Long Bình Nam Tâm Thành Anh Khoa Phúc Đức Hoàng Tài Quang Vinh Thắng Trung Cường Hiếu Huy Khánh Lộc Phong Quân Sang Tân
Thịnh Toàn Trí Tùng Việt Vũ Danh Đạt Kiệt Lâm Luân Nghĩa Nhân Phát Thiện Tín Trọng Bảo Duy Đăng Hậu Khang`

const (
	vietnameseWomensMiddles = `Thị:420 Ngọc:80 Thu:40 Kim:60 Thanh:50 Mỹ:50 Bích:35 Hồng:35 Phương:40 Minh:25 Xuân:25 Diễm:15 Tuyết:15 Như:20 Hoài:10`
	vietnameseMensMiddles   = `Văn:330 Minh:80 Quốc:55 Đức:50 Thanh:60 Hoàng:55 Ngọc:40 Hữu:45 Công:25 Đình:30 Xuân:25 Quang:40 Anh:25 Duy:25 Tấn:20 Trọng:15`
)

const koreanFamilies = `Kim/Gim:215 Lee/Yi/Rhee:147 Park/Pak/Bak:84 Choi/Choe:47 Jung/Chung/Jeong:44 Kang/Gang:23 Cho/Jo:21 Yoon/Yun:21 Chang/Jang:20 Lim/Im/Rim:17
Han:15 Oh/O:15 Suh/Seo:15 Shin/Sin:14 Kwon/Gwon:14 Hwang:13 Ahn/An:13 Song:13 Yoo/Ryu/Yu:14 Hong:11 Chun/Jeon/Jun:11 Ko/Go:9 Moon/Mun:9 Yang:9 Son/Sohn:9 Bae/Pae:8 Baek/Paik:7 Heo/Hur:6
Nam:5 Shim/Sim:5 Noh/Roh:5 Ha:4 Kwak/Gwak:4 Sung/Seong:4 Cha:4 Joo/Ju/Chu:4 Woo/Wu:4 Koo/Gu/Ku:4 Min:3 Na/Ra:3 Ji/Chi:3 Um/Eom:2 Won:2 Chae:2 Bang/Pang:2 Byun/Pyon:2`

const (
	koreanWomensFirst  = `Mi Young/Yeong Soo/Su Eun Ji Hye Kyung/Gyeong Myung/Myeong Sun/Soon Jung/Jeong Min Yoon/Yun Seo Hyun/Hyeon In Ok Bo Chae Ha Na Yu/Yoo So Ye Ga Sang Hee/Hui`
	koreanWomensSecond = `Young/Yeong Sook/Suk Hee/Hui Ja Soon/Sun Kyung/Gyeong Mi Jin Ae Ok Joo/Ju Eun Hye Jung/Jeong Ah/A Yeon/Yun Won Bin Rin Ran Sun Hwa Rim Im`
	koreanMensFirst    = `Sung/Seong Young/Yeong Jae Sang Min Dong Jong/Chong Kyung/Gyeong Hyun/Hyeon Jin Ki/Gi Tae Chang Byung/Byeong Jun/Joon Seung Woo Kwang/Gwang Yong Hyung/Hyeong Do Si In Won Chul/Cheol Myung/Myeong`
	koreanMensSecond   = `Ho Soo/Su Hyun/Hyeon Woo/U Min Jin Young/Yeong Jun/Joon Sik/Shik Hwan Chul/Cheol Kyu/Gyu Hoon/Hun Ki/Gi Seok/Suk Won Bum/Beom Sung/Seong Il Tae Hee Kyun/Gyun Hyuk/Hyeok Sun`
)

// Chinese tables pair the Mandarin spelling with the Cantonese one of the same character.
const (
	chineseFamilies = `Wang|Wong:72 Li|Lee:70 Zhang|Cheung:62 Chen|Chan:90 Liu|Lau:52 Lin|Lam:48 Huang|Wong:50 Yang|Yeung:36 Wu|Ng:36 Zhao|Chiu:22 Zhou|Chow:26 Xu|Tsui:22 Sun|Suen:14 Ma|Ma:16 Zhu|Chu:16
Hu|Wu:15 Guo|Kwok:16 He|Ho:18 Gao|Ko:11 Luo|Law:13 Zheng|Cheng:22 Liang|Leung:22 Xie|Tse:13 Tang|Tong:10 Song|Sung:8 Deng|Tang:11 Feng|Fung:10 Han|Hon:7 Cao|Tso:7 Zeng|Tsang:12 Peng|Pang:7 Xiao|Siu:7 Cai|Choi:11
Pan|Poon:9 Tian|Tin:5 Dong|Tung:6 Yuan|Yuen:7 Yu|Yu:12 Ye|Yip:10 Jiang|Kong:9 Du|To:6 Su|So:8 Wei|Ngai:6 Cheng|Ching:7 Lu|Lui:8 Ding|Ting:6 Shen|Sum:7 Ren|Yam:4 Yao|Yiu:5 Lu|Lo:7 Fang|Fong:7 Kuang|Kwong:6 Mei|Mui:5 Tan|Tam:10 Situ|Szeto:2 Ouyang|Au-Yeung:1`
	chineseFirst = `Wei|Wai Xiao|Siu Jian|Kin Hui|Wai Mei|Mei Zhi|Chi Guo|Kwok Li|Lai Yu|Yuk Jia|Ka Jun|Chun Ming|Ming Hong|Hung Yong|Wing Wen|Man Shu|Suk Xiu|Sau Zi|Tsz Bao|Po Hai|Hoi Qing|Ching De|Tak Rong|Wing
Feng|Fung Bi|Pik Yan|Yin Jin|Kam Shao|Siu Hao|Ho Yi|Yee Ru|Yu Cai|Choi Xin|Sum Jing|Ching Hua|Wah Chun|Chun Si|Sze Ya|Nga`
	chineseSecond = `Ming|Ming Hua|Wah Ling|Ling Fang|Fong Jun|Chun Wei|Wai Ying|Ying Lan|Lan Ping|Ping Qiang|Keung Hong|Hung Zhen|Chun Mei|Mei Yun|Wan Feng|Fung Xia|Ha Yan|Yan Hui|Wai Juan|Kuen Jie|Kit Qin|Kam Xin|Sun
Long|Lung Bo|Po Rong|Yung Sheng|Sing Wen|Man Dong|Tung Hao|Ho Chao|Chiu Ting|Ting Yi|Yee Han|Hon Xuan|Suen Ning|Ning Zhu|Chu Fen|Fun Kai|Hoi Liang|Leung Tao|To`
)

const (
	hinduFamilies = `Patel:240 Shah:70 Sharma:55 Kumar:60 Gupta:40 Reddy:36 Rao:34 Desai:22 Mehta:22 Jain:20 Agarwal/Aggarwal/Agrawal:26 Verma/Varma:16 Mishra/Misra:16 Iyer:14 Nair:18 Menon:10 Joshi:18 Pandey:12 Yadav:12
Das:18 Banerjee/Bannerjee:10 Chatterjee:9 Mukherjee/Mukerjee:9 Bose:6 Ghosh:9 Roy:10 Sen:6 Bhatt:12 Trivedi:9 Parikh:10 Amin:9 Kapoor/Kapur:11 Malhotra:9 Khanna:7 Chopra:8 Arora:8 Sethi:5 Saxena:8 Srivastava/Shrivastava:10
Krishnan:9 Subramanian/Subramaniam:10 Venkatesan:6 Ramachandran:5 Pillai:7 Naidu:7 Chowdhury/Chaudhary/Choudhury:9 Thakkar/Thakker:6 Modi:6 Solanki:5 Adhikari:6 Gurung:6 Thapa:6 Shrestha:6 Bhandari:5`
	hinduWomen = `Priya Anjali Sunita Kavita/Kavitha Neha Pooja/Puja Anita Meena/Mina Lakshmi/Laxmi Rekha Geeta/Gita Deepa/Dipa Shreya Sangeeta/Sangita Nisha Swati/Swathi Divya Asha Usha Radha Aarti/Arti Seema/Sima Vidya Smita Jyoti/Jyothi
Rupal Hetal Komal Ritu Manisha Nandini Padma Shilpa Sneha Sonal Varsha Bhavna/Bhavana Hema Ila Kalpana Madhuri Meera/Mira Pallavi Rashmi Ananya Aditi Riya`
	hinduMen = `Rajesh Amit Sanjay Vijay Suresh Ramesh Anil Sunil Rahul Ravi Ashok Arun Deepak/Dipak Manoj Vikram Ajay Rakesh Mahesh Dinesh Prakash Nilesh Hitesh Jignesh Bhavesh Kiran Mukesh Naresh Nikhil Pankaj Pradeep/Pradip Rohan Sandeep/Sandip
Shyam Vinod Vivek Krishna Harish Ganesh Gopal Hemant Jayesh Ketan Mohan Satish Srinivas/Sreenivas Venkat Arjun Aditya Karthik/Kartik Dhruv`
	sikhGiven    = `Gurpreet Harpreet Manpreet Jaspreet Amandeep Kuldeep/Kuldip Sukhwinder/Sukhvinder Jaswinder/Jasvinder Balwinder/Balvinder Parminder/Parvinder Hardeep Mandeep Baljit/Baljeet Surjit/Surjeet Gurmeet/Gurmit Ranjit/Ranjeet Harjit/Harjeet Inderjit/Inderjeet Lakhwinder/Lakhvinder Navdeep Ramandeep Simran Kamaljit/Kamaljeet Rajinder/Rajender Satnam Karamjit Sarbjit Amrit Jagdeep Davinder/Devinder`
	sikhFamilies = `Singh:430 Kaur:0 Gill:60 Sandhu:55 Dhaliwal:40 Sidhu:45 Grewal:35 Dhillon:40 Brar:25 Bains:20 Johal:15 Mann:20 Randhawa:18 Cheema:15 Virk:14 Bajwa:14 Aulakh:12 Toor:10 Sohal:10 Atwal:10 Samra:10`
	muslimMen    = `Mohammad/Mohammed/Muhammad/Md Ahmed/Ahmad Ali Syed/Sayed Abdul Hassan/Hasan Hussain/Hossain/Husain Omar/Umar Imran Tariq/Tarek Khalid Usman/Osman Bilal Faisal Asif Kamran Nadeem Rashid Salman Shahid Waqas Yusuf/Yousuf/Yousef Zahid Zubair Ibrahim Iqbal Jamil/Jameel Javed/Javaid Mahmood/Mahmud Mustafa Naveed Rizwan Saeed/Said Shakeel/Shakil Sohail/Suhail Tanvir/Tanveer Kabir Rafiq/Rafique Mizanur Shafiqul`
	muslimWomen  = `Fatima/Fatema Ayesha/Aisha Zainab/Zaynab Maryam/Mariam Khadija/Khadeja Amina/Aminah Sana Nadia Saima Sadia Farah Hina Samina/Shamina Rukhsana Shazia Nasreen/Nasrin Parveen/Parvin Rabia Sumaiya/Sumaya Tahira Yasmin/Yasmeen Zara Hafsa Asma Bushra Farzana Noor/Nur Razia Rehana Salma Shabnam Tasnim/Tasneem Taslima Nusrat Sharmin Rokeya`
	pakistani    = `Khan:180 Ahmed/Ahmad:110 Ali:90 Hussain/Husain:70 Malik:60 Syed:40 Shah:35 Iqbal:30 Butt:22 Chaudhry/Chaudhary/Choudhry:30 Qureshi:28 Siddiqui/Siddiqi:28 Sheikh/Shaikh:25 Mirza:15 Baig/Beg:12 Rana:12 Raja:10 Akhtar:14 Aslam:11 Javed:9 Mahmood:12 Rehman/Rahman:16 Hashmi:8 Ansari:12 Farooq:9 Memon:9 Abbasi:7 Awan:8 Bhatti:10 Zaidi:8`
	bangladeshi  = `Rahman/Rahaman:90 Islam:110 Ahmed:80 Hossain/Hussain:95 Khan:60 Uddin:55 Chowdhury/Choudhury:50 Alam:40 Miah/Mia:40 Haque/Hoque/Huq:45 Begum:0 Khatun:0 Akter/Akhter:0 Ali:35 Karim:20 Sarker/Sarkar:20 Talukder/Talukdar:14 Bhuiyan/Bhuyan:14 Hasan/Hassan:25 Kabir:12 Sikder:8 Molla/Mollah:8 Mazumder/Majumder:9`
)

const (
	filipinoFamilies = `Santos:40 Reyes:42 Cruz:40 Dela-Cruz:28 Garcia:38 Ramos:30 Mendoza:22 Bautista:22 Flores:18 Villanueva:16 Gonzales:16 Fernandez:16 De-Guzman:14 Lopez:14 Perez:12 Castillo:12 Francisco:12 Rivera:12 Aquino:12 Castro:11 Torres:12
De-Leon:11 Domingo:11 Santiago:10 Soriano:10 Delos-Santos:10 Diaz:9 Tolentino:9 Valdez:9 Ramirez:8 Morales:8 Mercado:8 Tan:9 Aguilar:8 Navarro:8 Manalo:8 Gomez:8 Dizon:7 Del-Rosario:8 Javier:7 Corpuz:8 Salvador:7 Velasco:7 Miranda:7 David:7
Agbayani:4 Pascual:8 Macaraeg:3 Magsaysay:2 Dimaculangan:2 Pangilinan:4 Lacson:3 Cabrera:6 Evangelista:6 Ocampo:6 Panganiban:3 Macapagal:2 Baluyot:3 Tabios:1 Agustin:5 Padilla:5 Rosales:5 Samson:4 Sison:4 Ventura:4 Yap:3 Lim:4`
	filipinoWomen = `Maria Grace Mary-Ann Cristina Jennifer Michelle Rose Marites Rowena Josephine Teresita Liza Evelyn Imelda Lourdes Maricel Jocelyn Gloria Rosalinda Analyn Catherine Corazon Editha Fe Gina Janice Joy Leonora Ligaya Luzviminda Melissa Milagros Nenita Princess Remedios Rosario Angelica Kristine Divina Carmelita Maria-Teresa Maria-Cristina Mary-Grace Rose-Marie`
	filipinoMen   = `Jose Michael Mark Juan Antonio Roberto Ronald Ricardo Eduardo Fernando Manuel Reynaldo Danilo Ernesto Rodrigo Romeo Rogelio Jerome Christian John-Paul Angelo Arnel Benigno Carlito Crisanto Dennis Edgardo Efren Ferdinand Gerardo Jaime Joel Jomar Leonardo Mario Noel Orlando Renato Rolando Rommel Virgilio Wilfredo Mark-Anthony John-Carlo`
	khmerFamilies = `Chea:45 Sok:44 Chhim:16 Keo:36 Kim:26 Kong:22 Lim:24 Ly:22 Mao:18 Meas:18 Nhem:12 Nou:14 Ouk:16 Pech:14 Phan:12 Prak:18 Prum/Prom:16 Sam:26 San:18 Seng:28 Sim:18 Sin:16 So:14 Som:14 Son:14 Suon:14 Tan:12 Tep:16 Thach:12 Touch:14 Ung:14 Vong:16 Yim:10 Em:10 Chan:20 Chhay:10 Chhun:10 Heng:26 Hem:10 Hong:10 Hun:8 Khun:10 Koy:8 Long:12 Men:14 Mom:10 Neang:10 Nguon:8 Nhean:6 Ros:10 Sar:10 Sith:6 Srey:8 Tes:6 Uy:6 Yin:10 Yos:6 Chum:8 Duch:6 Oum:8 Pen:12`
	khmerWomen    = `Sophea Srey Bopha Chanthou Sokha Kunthea Maly Dara Channary Sreymom Sothea Phalla Sovann/Sovan Rany Sophy Thida Vanna Leakhena Kolab Mealea Nary Pisey Ratana/Rathana Rachana Samnang Sinath Socheata Sokhom Somaly Sophorn Theary Veasna Vichara Chenda Davy Linda Malis Mony Navy Phany Sina Sreyneang Thavy`
	khmerMen      = `Sokha Dara Sophal/Sophol Vuthy Rith Samnang Chann Sovann/Sovan Vanna Thy Borey Bunthoeun Chamroeun Hak Kosal Makara Mony Narith Phalla Piseth Rithy Saroeun Sarath Sareth Savuth Sitha Sopheap Sothy Sovannara Tola Veasna Vibol Virak Visal Chantha Bunna Chhay Kimsan Mara Nara Oudom Phal Rotha`
	hmongFamilies = `Vang:165 Yang:160 Xiong:140 Lee/Ly:120 Thao/Thor:85 Moua/Mua:65 Her/Heu:58 Vue/Vu:56 Lor/Lo:52 Yang:20 Cha:28 Kue/Ku:26 Khang:22 Hang:20 Chang:20 Xue:2 Fang/Faa:10 Pha:6 Kong:8`
	hmongWomen    = `Mai Pa Yer May See Kia Bao Mee Chue Ka Nou Houa Xee Ia Blia Choua Youa Yia Zoua Mai-See Pa-Nhia Pa-Houa Mai-Yer Ka-Zoua Bao-Yer Kao-Nou Pa-Kou Mai-Lee Gao-Sheng Pa-Chia Mai-Xee Kaying Maly Sheng Song Mao Der Nhia`
	hmongMen      = `Tou Chue Pao Kou Xai Neng Yeng Cheng Ger Kong Chong Teng Fue Pheng Toua Thai Va Long Chao Nhia Doua Blong Bee Leng Xeng Tou-Ger Tou-Pao Kou-Meng Chong-Neng Nhia-Yee Xao Zong Wa-Meng Yee-Leng Meng Cher Koua Sai Lue Ying`
	hmongElder    = `Nhia Chong Wa Cher Za Xao Nao Chia Bee Pa Choua Youa`
)

const (
	englishFamilies = `Smith:88 Johnson:69 Williams:57 Brown:51 Jones:51 Miller:42 Davis:40 Wilson:28 Anderson:28 Taylor:27 Thomas:26 Moore:26 Martin:25 Jackson:25 Thompson:24 White:24 Harris:22 Clark:20 Lewis:19 Robinson:19 Walker:18 Hall:17 Young:17 Allen:17
King:17 Wright:16 Scott:16 Green:15 Baker:15 Adams:15 Nelson:15 Hill:15 Campbell:14 Mitchell:14 Roberts:13 Carter:13 Phillips:13 Evans:13 Turner:12 Parker:12 Collins:12 Edwards:12 Stewart:11 Morris:11 Murphy:11 Cook:11 Rogers:10 Morgan:10
Peterson:10 Cooper:10 Reed/Reid:10 Bailey:9 Bell:9 Kelly/Kelley:12 Howard:9 Ward:9 Cox:9 Richardson:9 Wood:9 Watson:9 Brooks:8 Bennett:8 Gray/Grey:9 James:8 Hughes:8 Price:8 Myers/Meyers:8 Long:8 Foster:8 Sanders:8 Ross:8 Powell:7 Sullivan:7 Russell:7 Fisher:7
Henderson:7 Cole:7 Jenkins:7 Perry:7 Butler:7 Barnes:7 Patterson:6 Jordan:6 Reynolds:6 Hamilton:6 Graham:6 Wallace:6 West:6 Hayes/Hays:6 Snyder/Snider:6 Schmidt:6 Schultz:5 Hoffman/Hoffmann:6 Larson/Larsen:6 Olson/Olsen:7 Hansen/Hanson:7 Weber:5 Wagner:5 Schneider:5 Mueller:4 Kowalski:3 Novak:3 O'Brien:5 O'Connor:4 McDonald/MacDonald:6 McCarthy:4 Stephens/Stevens:6 Nowak:2 Wojcik:1 Jankowski:1 Schroeder:4 Krueger:3 Becker:4 Koch:3`
	englishStems         = `Ash Black Brad Bram Brent Brock Burn Cald Carl Chat Clay Cobb Cran Dart Dun East El Fair Far Glad God Gran Green Had Ham Har Hart Hazel Hind Hol Hunt Kings Lang Lath Lock Lud Marsh Mill Nor Oak Pad Pem Pres Ratt Red Rock Rush Sand Shel Sher Stan Stock Sut Thorn Tren Wake Wal Whit Wim Wood`
	englishEnds          = `ford ley ton wood man son field worth well stone burn ham brook bury land ridge more low ward ster combe gate hurst lock mere`
	englishWomen         = `Mary:60 Patricia:28 Jennifer:27 Linda:26 Elizabeth:26 Barbara:24 Susan:22 Jessica:20 Sarah:19 Karen:18 Lisa:17 Nancy:16 Betty:14 Margaret:16 Sandra:14 Ashley:14 Kimberly:14 Emily:13 Donna:13 Michelle:13 Carol:13 Amanda:13 Melissa:12 Deborah:12 Stephanie:11 Rebecca:11 Sharon:11 Laura:11 Cynthia:11 Dorothy:10 Amy:11 Kathleen:10 Angela:10 Shirley:9 Emma:9 Brenda:9 Pamela:9 Nicole:9 Anna:9 Samantha:9 Katherine/Catherine/Kathryn:14 Christine:9 Debra:9 Rachel:9 Carolyn:8 Janet:8 Maria:8 Olivia:8 Heather:8 Helen:8 Diane:8 Julie:8 Joyce:7 Victoria:7 Ruth:7 Virginia:7 Lauren:7 Kelly:7 Christina:7 Joan:7 Evelyn:6 Judith:6 Andrea:6 Hannah:7 Megan:7 Cheryl:6 Jacqueline:6 Martha:6 Madison:5 Teresa/Theresa:7 Gloria:5 Sara:6 Janice:5 Ann:6 Kathryn:4 Abigail:5 Sophia:5 Frances:5 Jean:5 Alice:5 Judy:5 Isabella:4 Julia:5 Grace:5 Amber:5 Denise:5 Danielle:5 Marilyn:4 Beverly:4 Charlotte:4 Natalie:4 Theresa:3 Diana:4 Brittany:5 Doris:3 Kayla:4 Alexis:4 Lori:4 Marie:4`
	englishMen           = `James:46 Robert:44 John:43 Michael:42 David:36 William:36 Richard:24 Joseph:23 Thomas:22 Christopher:20 Charles:20 Daniel:19 Matthew:16 Anthony:14 Mark:14 Donald:13 Steven/Stephen:18 Andrew:13 Paul:13 Joshua:12 Kenneth:12 Kevin:11 Brian/Bryan:14 Timothy:10 Ronald:10 George:11 Jason:10 Edward:11 Jeffrey/Geoffrey:10 Ryan:9 Jacob:9 Nicholas:9 Gary:9 Eric/Erik:9 Jonathan:8 Larry:8 Justin:8 Scott:8 Brandon:7 Benjamin:8 Samuel:8 Gregory:7 Alexander:8 Patrick:7 Frank:8 Raymond:7 Jack:6 Dennis:7 Jerry:6 Tyler:6 Aaron:6 Jose:4 Adam:6 Nathan:6 Henry:6 Zachary:5 Douglas:6 Peter:6 Kyle:5 Noah:4 Ethan:4 Jeremy:4 Walter:5 Christian:4 Keith:4 Roger:4 Terry:4 Austin:4 Sean/Shawn:7 Gerald:4 Carl/Karl:5 Harold:4 Dylan:3 Arthur:4 Lawrence:4 Jordan:3 Jesse:3 Bryan:2 Billy:2 Bruce:3 Gabriel:3 Joe:3 Logan:3 Alan/Allen/Allan:5 Juan:2 Albert:3 Willie:2 Elijah:2 Wayne:3 Randy:3 Vincent:3 Mason:2 Roy:3 Ralph:3 Bobby:2 Russell:3 Philip/Phillip:4 Eugene:3`
	englishWomensMiddles = `Lee Ann Marie Lynn Elizabeth Louise Rose Jean Jane Grace Mae Anne Kay Nicole Renee Michelle Catherine Sue Ellen Irene Joy Kathleen Frances Diane Elaine`
	englishMensMiddles   = `Lee Michael James Joseph William Allen Edward Thomas David John Robert Ray Scott Paul Alexander Anthony Charles Francis Henry Daniel Wayne Eugene Patrick Dale`
	adoptedWomen         = `Grace Jenny Tina Kelly Amy Lisa Mary Nancy Cindy Linda Anna Helen Vivian Christine Jessica Tiffany Michelle Annie Susan Jennifer Emily Sarah Esther Eunice Kathy Karen`
	adoptedMen           = `David Kevin Peter John Andy Tony Tommy Jimmy Johnny Steven Henry Daniel Paul Eric Jason Michael Andrew James Brian Danny Joseph Samuel Raymond Alex Vincent William`
)

// nicknames lists how people who bear the first name are called.
const nicknames = `William Bill Will Billy;Robert Bob Rob Bobby;James Jim Jimmy Jamie;John Jack Johnny;Michael Mike Mikey;Richard Rick Dick Rich;Joseph Joe Joey;Thomas Tom Tommy;Christopher Chris;Charles Charlie Chuck;Daniel Dan Danny;Matthew Matt;
Anthony Tony;Donald Don Donnie;Steven Steve;Stephen Steve;Andrew Andy Drew;Joshua Josh;Kenneth Ken Kenny;Timothy Tim;Ronald Ron Ronnie;Edward Ed Eddie Ted;Jeffrey Jeff;Nicholas Nick;Jonathan Jon;Benjamin Ben;Samuel Sam;Gregory Greg;Alexander Alex;
Patrick Pat;Raymond Ray;Nathan Nate;Zachary Zach;Douglas Doug;Peter Pete;Walter Walt;Gerald Jerry;Lawrence Larry;Phillip Phil;Philip Phil;Albert Al;Vincent Vince;Eugene Gene;Elizabeth Liz Beth Betty;Patricia Pat Patty Trish;Jennifer Jen Jenny;
Barbara Barb;Susan Sue Susie;Jessica Jess;Margaret Peggy Maggie Meg;Sandra Sandy;Kimberly Kim;Deborah Deb Debbie;Debra Deb Debbie;Stephanie Steph;Rebecca Becky;Cynthia Cindy;Kathleen Kathy;Pamela Pam;Samantha Sam;Katherine Kate Kathy Katie;
Catherine Cathy Kate;Kathryn Kathy Katie;Christine Chris Tina;Carolyn Carol;Victoria Vicky Tori;Jacqueline Jackie;Theresa Terry;Teresa Terry Tess;Judith Judy;Abigail Abby;Frances Fran;Dorothy Dot Dottie;Christina Tina Chris;Alexis Lexi;
Jose Joe;Antonio Tony;Roberto Bob Bert;Ricardo Rick Ricky;Eduardo Eddie Ed;Manuel Manny;Reynaldo Rey;Danilo Dan Danny;Fernando Nando;Rolando Rolly;Teresita Tess Tessie;Josephine Josie;Cristina Tina;Rosalinda Rose;Corazon Cora;Milagros Mila;Luzviminda Luz;Rajesh Raj;Sanjay Sonny;Srinivas Sri;Venkat Ven;Mohammad Mo;Krishna Kris;Vikram Vik`

const (
	streetNames = `Main Oak Maple Cedar Pine Elm Washington Lake Hill Walnut Park Spring North Ridge Church Willow Mill Sunset Railroad Jackson West South Highland Johnson Forest River Meadow East Chestnut Franklin Lincoln Jefferson Madison Monroe Adams Grant Sherman Garfield Harrison Cleveland Birch Hickory Sycamore Dogwood Magnolia Poplar Cherry Locust Juniper Laurel Aspen Hawthorn Linden Holly Fairview Pleasant Valley Prospect Orchard Grove Garden Center School College University Academy Broad Market Water Front Bridge Canal Harbor Bay Ocean Shore Vine Rose Lilac Ivy Clover Heather Fern Bluebird Cardinal Robin Eagle Hawk Falcon Deer Fox Wolf Bear Elk Beaver Otter Canterbury Windsor Oxford Cambridge Essex Kent Sussex Devon Bristol Stratford Buford Peachtree Pleasant-Hill Sugarloaf Jimmy-Carter Shallowford Briarcliff Clairmont Kedzie Pulaski Cicero Damen Halsted Devon Lawrence Bolsa Brookhurst Magnolia Westminster Garden-Grove Teutonia Capitol Hampton Burleigh Rhine Story Tully Senter McLaughlin Capitol Bellaire Beechnut Bissonnet`
	streetTypes = `Street:300 Avenue:210 Road:120 Drive:120 Lane:70 Court:60 Boulevard:40 Place:30 Way:25 Circle:20 Terrace:8 Trail:7 Parkway:8`
	cityNames   = `Duluth Doraville Chamblee Lawrenceville Norcross Suwanee Clarkston Riverdale Morrow Marietta Westminster Garden-Grove Fountain-Valley San-Jose Milpitas Fremont Long-Beach Stockton Fresno Sacramento Brooklyn-Park Saint-Paul Milwaukee Wausau Sheboygan Skokie Naperville Schaumburg Flushing Elmhurst Jackson-Heights Bayside Annandale Centreville Fairfax Houston Sugar-Land Garland Philadelphia Upper-Darby Hamtramck Troy Lowell Fall-River Quincy Malden Seattle Tacoma Kent Renton Honolulu Waipahu Las-Vegas Henderson Edison Jersey-City Wichita Greensboro Charlotte Morrisville`
)
