// The same few phrases in other languages. Endings, articles and pronouns need no rows: words may
// be longer than what stands here, and gaps may lie between them.
#include "detect/injection/phrases.h"

namespace gs::detect {
namespace {

constexpr LanguageWords kLanguages[] = {
    {"es",
     "deja+de+lado|deja+de+seguir|descarta|descarte|desestima|desestime|desobedece|"
     "desobedezca|haz+caso+omiso|ignora|ignore|no+hagas+caso|no+obedezcas|no+sigas|"
     "no+tengas+en+cuenta|olvida|olvide|omita|omite|pasa+por+alto|pase+por+alto",
     "anterior|antes|de+arriba|iniciale|originales|precedente|previa|previo|que+le+di|"
     "que+le+han+dado|que+te+di|que+te+han+dado",
     "consigna|directrices|directriz|indicacion|instruccion|instrucción|mensaje|norma|"
     "ordenes|pautas|prompt|regla|restriccion|órdenes",
     "cualquier+cosa|todo", "anterior|antes|arriba|dicho|hasta+ahora|previo",
     "cual+es|cuál+es|dame|dime|ensena|enseña|escriba|escribe|imprima|imprime|muestra|"
     "muestre|muéstrame|repita|repite|revela|revele",
     "sistema|inicial|secret|ocult|original|system+prompt", "contraseña|contrasena|clave",
     "sin|no+tienes|no+tiene",
     "restriccion|restricciones|límite|limite|limitacion|filtro|censura|reglas",
     "a+partir+de+ahora+actuas|a+partir+de+ahora+actúas|a+partir+de+ahora+eres|"
     "a+partir+de+ahora+seras|a+partir+de+ahora+serás|actúa+como+si|ahora+actuas|"
     "ahora+actúas|ahora+eres|ahora+seras|ahora+serás|desde+ahora+actuas|"
     "desde+ahora+actúas|desde+ahora+eres|desde+ahora+seras|desde+ahora+serás|finge+que|"
     "finge+ser|haz+de+cuenta|ya+no+eres"},
    {"pt",
     "deixe+de+lado|deixe+de+seguir|descarta|descarte|desconsidera|desconsidere|"
     "desobedeca|desobedeça|desrespeita|desrespeite|esqueca|esquece|esqueça|ignora|ignore|"
     "nao+siga|não+siga",
     "acima|anterior|antes|iniciais|originais|precedente|previa|previo|prévia|prévio",
     "comando|diretrizes|indicações|instrucao|instrucoes|instrução|instruções|mensagen|"
     "norma|ordens|orientacoes|orientações|prompt|regra|restrições",
     "qualquer+coisa|tudo", "acima|anterior|antes|até+agora|dito|previamente",
     "diga|escreva|escreve|exiba|exibe|imprima|imprime|me+de|me+dê|mostra|mostre|qual+e|"
     "qual+é|repita|revela|revele",
     "sistema|inicia|secret|ocult|origina|system+prompt", "senha", "sem|não+tem|nao+tem",
     "restriç|restric|limite|limitaç|filtro|censura|regras",
     "a+partir+de+agora+tu+e|a+partir+de+agora+tu+sera|a+partir+de+agora+tu+será|"
     "a+partir+de+agora+tu+é|a+partir+de+agora+voce+e|a+partir+de+agora+voce+sera|"
     "a+partir+de+agora+voce+será|a+partir+de+agora+voce+é|a+partir+de+agora+você+e|"
     "a+partir+de+agora+você+sera|a+partir+de+agora+você+será|a+partir+de+agora+você+é|"
     "agora+tu+e|agora+tu+sera|agora+tu+será|agora+tu+é|agora+voce+e|agora+voce+sera|"
     "agora+voce+será|agora+voce+é|agora+você+e|agora+você+sera|agora+você+será|"
     "agora+você+é|faça+de+conta|finja+que|finja+ser|você+não+é+mais"},
    {"fr",
     "abandonne|désobéi|fais+abstraction|faites+abstraction|ignorant|ignore|ignorons|"
     "laisse+tomber|laissez+tomber|ne+respecte+pas|ne+respecte+plus|ne+respectez+pas|"
     "ne+respectez+plus|ne+suis+pas|ne+suis+plus|ne+suivez+pas|ne+suivez+plus|"
     "ne+tenez+pas+compte|ne+tenez+plus+compte|ne+tiens+pas+compte|ne+tiens+plus+compte|"
     "neglige|néglige|oublie",
     "antérieur|ci-dessus|d'avant|initiale|originale|plus+haut|precedent|précédent|reçues|"
     "tes|vos",
     "consigne|directive|instruction|invite|message|ordre|prompt|regle|restriction|règle",
     "tout|toutes", "avant|ci-dessus|jusqu'ici|jusqu'à+présent|plus+haut|preced|précéd|été+dit",
     "affiche|dis|dites|donne|imprime|montre|quel+est|quel+sont|quelle+est|quelle+sont|"
     "quelles+est|quelles+sont|quels+est|quels+sont|repete|revele|répète|révèle|révélez|"
     "écris|écrivez",
     "système|systeme|initial|secret|caché|origine|system+prompt", "mot+de+passe", "sans|aucune",
     "restriction|limite|limitation|filtre|censure|règles|regles",
     "fais+comme+si|fais+semblant|faites+comme+si|faites+semblant|tu+es+desormais|"
     "tu+es+désormais|tu+es+maintenant|tu+n'es+plus|vous+etes+desormais|"
     "vous+etes+désormais|vous+etes+maintenant|vous+n'êtes+plus|vous+êtes+desormais|"
     "vous+êtes+désormais|vous+êtes+maintenant|à+partir+de+maintenant"},
    {"de",
     "beachte+nicht|befolge+keine|befolge+nicht|ignorier|lass|missachte|nicht+beachten|"
     "nicht+befolgen|nicht+mehr+beachten|nicht+mehr+befolgen|nichts+beachten|"
     "nichts+befolgen|nichts+mehr+beachten|nichts+mehr+befolgen|setz+dich+über|"
     "setze+dich+über|setzen+dich+über|vergesse|vergiss|vergiß|verwerfen|verwirf",
     "bisherige|davor|frühere|oben|obige|ursprüngliche|vorangegangene|vorangehende|"
     "vorherige|vorige|vorstehende|zuvor",
     "anordnung|anweisung|aufforderung|aufgabe|befehl|eingaben|einschränkung|instruktion|"
     "nachrichten|prompt|regel|richtlinie|vorgabe",
     "alles|was", "bis+jetzt|bisher|davor|gesagt|oben|vorher|zuvor",
     "drucke|geben|gib|nenn|nenne|offenbar|sag|sage|sagen|schreib|verrat|was+steht|"
     "wie+lauten|wie+lautet|wiederhole|zeig|zeige|zeigt",
     "system|ursprüngliche|geheim|versteckt|initial|interne", "passwort|kennwort",
     "ohne|keine|keinerlei", "einschränkung|beschränkung|grenzen|filter|zensur|regeln|limits",
     "ab+jetzt+bist|ab+jetzt+sind|ab+sofort+bist|ab+sofort+sind|du+bist+ab+jetzt|"
     "du+bist+ab+sofort|du+bist+jetzt|du+bist+nicht+mehr|du+bist+nun|du+bist+von+nun+an|"
     "ihr+seid+ab+jetzt|ihr+seid+ab+sofort|ihr+seid+jetzt|ihr+seid+nicht+mehr|"
     "ihr+seid+nun|ihr+seid+von+nun+an|sie+sind+ab+jetzt|sie+sind+ab+sofort|"
     "sie+sind+jetzt|sie+sind+nicht+mehr|sie+sind+nun|sie+sind+von+nun+an|"
     "stell+dir+vor+du+bist|stell+dir+vor+du+hast|stell+dir+vor+du+wärst|"
     "stell+dir+vor,+du+bist|stell+dir+vor,+du+hast|stell+dir+vor,+du+wärst|tu+so+als|"
     "tu+so,+als|tue+so+als|tue+so,+als|von+jetzt+an+bist|von+jetzt+an+sind"},
    {"it",
     "dimentica|dimentichi|disobbedisci|ignora|ignori|lascia+perdere|non+considerare|"
     "non+rispettare|non+seguire|non+tenere+conto|tralascia|trascura",
     "anteriore|anteriori|di+prima|finora|iniziali|originali|precedente|precedenti|"
     "ricevute|sopra",
     "comandi|direttiva|direttive|indicazioni|istruzione|istruzioni|linee+guida|messaggi|"
     "ordini|prompt|regola|regole|restrizioni",
     "qualsiasi+cosa|tutto", "detto|finora|precede|prima|sopra",
     "dammi|dimmi|mostra|qual+è|ripeti|rivela|scrivi|stampa|visualizza",
     "sistema|inizial|segret|nascost|original|system+prompt", "password|parola+d'ordine",
     "senza|nessuna", "restrizion|limiti|limitazion|filtri|censura|regole",
     "adesso+sei|comportati+come+se|d'ora+in+poi+sei|da+ora+in+poi+sei|fai+finta|fingi+di|"
     "non+sei+più|ora+sei"},
    {"nl", "houd+geen+rekening+met|negeer|negeren|vergeet|volg+niet|sla+over",
     "bovenstaande|eerdere|hierboven|oorspronkelijke|voorafgaande|voorgaande|vorige",
     "aanwijzingen|beperkingen|berichten|bevelen|instructie|opdracht|prompt|regel|"
     "richtlijnen",
     "alles|wat", "daarvoor|eerder|gezegd|hierboven|hiervoor|tot+nu+toe",
     "geef|herhaal|laat|onthul|print|schrijf|toon|vertel|wat+is|wat+zijn",
     "systeem|geheim|verborgen|oorspronkelijk|system+prompt", "wachtwoord", "zonder|geen",
     "beperking|restrictie|grenzen|filter|censuur|regels",
     "doe+alsof|je+bent+niet+langer|je+bent+nu|je+bent+vanaf+nu|je+bent+voortaan|"
     "jij+bent+niet+langer|jij+bent+nu|jij+bent+vanaf+nu|jij+bent+voortaan|"
     "u+bent+niet+langer|u+bent+nu|u+bent+vanaf+nu|u+bent+voortaan"},
    {"pl",
     "ignoruj|nie+przestrzegaj|nie+zważaj|odrzuc|odrzuć|pomin|pomiń|zapomnij|zignorowac|"
     "zignorować|zignoruj|zlekceważ",
     "dotychczasowe|dotychczasowych|poprzednich|poprzednie|poprzednimi|powyzsze|"
     "powyzszych|powyższe|powyższych|wczesniejsze|wczesniejszych|wcześniejsze|"
     "wcześniejszych",
     "instrukcjach|instrukcje|instrukcji|komunikaty|komunikatów|polecen|poleceń|prompt|"
     "regul|reguł|rozkazy|rozkazów|wytyczne|wytycznych|zasad",
     "o+wszystkim|wszystkim|wszystko",
     "dotąd|powiedzian|powyzej|powyżej|przedtem|wczesniej|wcześniej",
     "podaj|pokaz|pokaż|powiedz|powtorz|powtórz|ujawnij|wypisz|wyswietl|wyświetl|zdradz|"
     "zdradź",
     "system|ukryt|tajn|pierwotn|początkow", "hasło|haslo", "bez|żadnych",
     "ogranicze|filtrów|filtrow|cenzury|zasad|limit",
     "jestes+od+teraz|jestes+odtąd|jestes+teraz|jesteś+od+teraz|jesteś+odtąd|jesteś+teraz|"
     "nie+jesteś+już|od+teraz+jestes|od+teraz+jesteś|udawaj"},
    {"tr",
     "boş+ver|dikkate+alma|geçersiz+say|gormezden+gel|goz+ardi+et|görmezden+gel|"
     "göz+ardı+et|ihlal+et|unut|uyma|yok+say|yoksay|önemseme",
     "daha+önceki|eski|evvelki|mevcut|onceki|verilen|yukaridaki|yukarıdaki|önceki",
     "direktif|emir|istem|komut|kural|kısıtlama|mesaj|prompt|talimat|yonerge|yönerge",
     "hepsini|her+seyi|her+şeyi|söylenen|tüm+bunları", "",
     "acikla|açıkla|goster|göster|ifşa+et|nedir|paylas|paylaş|soyle|söyle|tekrarla|ver|yaz",
     "sistem|gizli|system+prompt", "şifre|sifre|parola", "olmadan|olmayan|yok",
     "kısıtlama|kisitlama|sınır|sinir|filtre|sansür|kural", "gibi+davran|rolü+yap"},
    {"id",
     "abaikan|acuhkan|hiraukan|jangan+hiraukan|jangan+ikuti|jangan+patuhi|kesampingkan|"
     "langgar|lupakan",
     "awal|di+atas|sebelum+ini|sebelumnya|terdahulu|yang+diberikan|yang+lalu",
     "arahan|aturan|batasan|instruksi|pedoman|perintah|pesan|petunjuk|prompt", "apa|segala|semua",
     "di+atas|dikatakan|sebelum+ini|sebelumnya|sejauh+ini",
     "beri+tahu|berikan|beritahu|bocorkan|cetak|perlihatkan|sebutkan|tampilkan|tuliskan|"
     "tunjukkan|ulangi|ungkapkan",
     "sistem|awal|rahasia|tersembunyi|system+prompt", "kata+sandi|sandi", "tanpa",
     "batasan|filter|sensor|aturan|batas",
     "anda+sekarang+adalah|anda+sekarang+menjadi|berpura-pura|berpurapura|bukan+lagi|"
     "kamu+sekarang+adalah|kamu+sekarang+menjadi|mulai+sekarang+adalah|"
     "mulai+sekarang+anda+adalah|mulai+sekarang+anda+menjadi|mulai+sekarang+kamu+adalah|"
     "mulai+sekarang+kamu+menjadi|mulai+sekarang+menjadi|sekarang+adalah|"
     "sekarang+anda+adalah|sekarang+anda+menjadi|sekarang+kamu+adalah|"
     "sekarang+kamu+menjadi|sekarang+menjadi"},
    {"vi",
     "bo+qua|bỏ+qua|hãy+quên|hủy+bỏ|không+tuân+theo|mặc+kệ|phot+lo|phớt+lờ|quen+di|quên|"
     "đừng+làm+theo|đừng+tuân+theo",
     "ban+đầu|bên+trên|cũ|o+tren|truoc|trước|ở+trên",
     "chi+dan|chi+thi|chỉ+dẫn|chỉ+thị|huong+dan|hướng+dẫn|lệnh|mệnh+lệnh|prompt|quy+tac|"
     "quy+tắc|quy+định|yêu+cầu",
     "mọi+thứ|mọi+điều|những+gì|tat+ca|tất+cả", "cho+đến+nay|truoc|trước|ở+trên",
     "cho+biết|cho+tôi+biết|cho+tôi+xem|cho+xem|hien+thi|hiển+thị|hiện|in+ra|lặp+lại|nói|"
     "nói+cho|tiet+lo|tiết+lộ|viết+ra|đưa+ra",
     "hệ+thống|he+thong|ban+đầu|bí+mật|system+prompt", "mật+khẩu|mat+khau",
     "không+có|không+bị|không|khong+co",
     "giới+hạn|hạn+chế|bộ+lọc|kiểm+duyệt|ràng+buộc|gioi+han|han+che",
     "bây+giờ+bạn+là|bây+giờ+mày+là|bây+giờ+trở+đi+bạn+là|bây+giờ+trở+đi+mày+là|"
     "bây+giờ+trở+đi,+bạn+là|bây+giờ+trở+đi,+mày+là|bây+giờ,+bạn+là|bây+giờ,+mày+là|"
     "bạn+không+còn+là|giả+vờ|hãy+giả+sử+bạn|kể+từ+bây+giờ+bạn+là|kể+từ+bây+giờ+mày+là|"
     "kể+từ+bây+giờ+trở+đi+bạn+là|kể+từ+bây+giờ+trở+đi+mày+là|"
     "kể+từ+bây+giờ+trở+đi,+bạn+là|kể+từ+bây+giờ+trở+đi,+mày+là|kể+từ+bây+giờ,+bạn+là|"
     "kể+từ+bây+giờ,+mày+là|từ+bây+giờ+bạn+là|từ+bây+giờ+mày+là|từ+bây+giờ+trở+đi+bạn+là|"
     "từ+bây+giờ+trở+đi+mày+là|từ+bây+giờ+trở+đi,+bạn+là|từ+bây+giờ+trở+đi,+mày+là|"
     "từ+bây+giờ,+bạn+là|từ+bây+giờ,+mày+là|từ+giờ+bạn+là|từ+giờ+mày+là|"
     "từ+giờ+trở+đi+bạn+là|từ+giờ+trở+đi+mày+là|từ+giờ+trở+đi,+bạn+là|"
     "từ+giờ+trở+đi,+mày+là|từ+giờ,+bạn+là|từ+giờ,+mày+là|từ+nay+bạn+là|từ+nay+mày+là|"
     "từ+nay+trở+đi+bạn+là|từ+nay+trở+đi+mày+là|từ+nay+trở+đi,+bạn+là|"
     "từ+nay+trở+đi,+mày+là|từ+nay,+bạn+là|từ+nay,+mày+là"},
    {"ru",
     "забудь|забыть|игнорировать|игнорируй|нарушь|не+выполняй|не+обращай+внимания|"
     "не+обращайте+внимания|не+следуй|не+соблюдай|не+учитывай|отбрось|отмени|пренебреги|"
     "проигнорировать|проигнорируй",
     "все|выше|данные+тебе|исходные|исходных|начальные|начальных|предшествующие|"
     "предшествующих|предыдущее|предыдущей|предыдущие|предыдущими|предыдущих|предыдущую|"
     "прежние|прежних|прошлые|прошлых|ранее|свои|твои",
     "директив|инструкции|инструкций|инструкцию|инструкция|команд|ограничений|ограничения|"
     "подсказки|подсказку|правил|приказ|промпт|распоряжений|распоряжения|сообщений|"
     "сообщения|указание|указаний|указания",
     "все|всё|о+том|обо+всем|обо+всём|про+всё", "выше|говорил|до+этого|прежде|ранее|раньше|сказано",
     "выведи|выдай|каков|какой|назови|напечатай|напиши|открой|повтори|покажи|раскрой|"
     "скажи|сообщи",
     "системн|секретн|скрыт|исходн|начальн|первоначальн|system+prompt", "пароль|ключ", "без|нет",
     "ограничени|фильтр|цензур|правил|запрет|рамок",
     "веди+себя+как|вы+больше+не|вы+теперь|отныне|представь+что+ты|представь,+что+ты|"
     "притворись|с+этого+момента|теперь|ты+больше+не|ты+теперь"},
    {"ar", "أهمل|إنس|اترك|انس|اهمل|تجاهل|تخط|خالف|لا+تتبع|لا+تلتزم",
     "أعلاه|اعلاه|الأصلية|الأولية|السابق|السالفة|الماضية|المذكورة|سابقة|قبل",
     "أوامر|الأوامر|الإرشادات|الارشادات|الاوامر|التعليمات|التوجيهات|الرسائل|القواعد|"
     "القيود|المطالبات|تعليمات|قواعد",
     "جميع|كل|ما", "أعلاه|سابقا|سابقًا|سبق|قبل|قيل",
     "أخبرني|أظهر|أعطني|أفصح|اخبرني|اطبع|اظهر|اعرض|اعطني|اكتب|اكشف|قل|كرر|ما+هو|ما+هي",
     "النظام|نظامك|السري|الأصلية|الأولية|المخفية", "كلمة+السر|كلمة+المرور", "بدون|دون|بلا",
     "قيود|حدود|فلاتر|رقابة|قواعد|فلترة|مرشحات",
     "أنت+الآن|أنت+الان|انت+الآن|انت+الان|تخيل+أنك|تظاهر|لم+تعد|من+الآن+فصاعدا|"
     "من+الآن+فصاعدًا"},
    {"ur",
     "بھلا+دو|بھول+جاؤ|بھول+جائیں|بھول+جاو|بھولجاؤ|بھولجائیں|بھولجاو|رد+کرو|رد+کریں|"
     "عمل+نہ+کرو|عمل+نہ+کریں|نظر+انداز|نظرانداز|چھوڑ+دو",
     "ابتدائی|اوپر|سابقہ|پچھلی|پچھلے|پہلے|گزشتہ",
     "احکامات|اصول|حکم|ضوابط|قواعد|پابندی|پیغامات|ہدایات|ہدایت", "جو+کچھ|سب|سب+کچھ|ہر+چیز",
     "اوپر|بتایا|پہلے|کہا+گیا",
     "افشا+کر|بتاؤ|بتائیں|بتاو|دکھاؤ|دکھائیں|دکھاو|دہراؤ|دہرائیں|ظاہر+کرو|ظاہر+کریں|لکھو|"
     "لکھیں|پرنٹ+کرو|پرنٹ+کریں|کیا+ہے",
     "سسٹم|نظام|خفیہ|اصل|پوشیدہ", "پاس+ورڈ|پاسورڈ", "بغیر|بلا|نہیں", "پابندی|روک|حدود|فلٹر|قید",
     "اب+آپ|اب+تم|اب+سے+آپ|اب+سے+تم|ظاہر+کرو+کہ+تم|فرض+کرو|فرض+کریں"},
    {"hi",
     "अनदेखा|अनदेखी|इग्नोर|उपेक्षा|ध्यान+न+दें|न+मानो|नजरअंदाज|नज़रअंदाज|पालन+न|पालन+मत|"
     "भूल",
     "अपने|उपरोक्त|ऊपर|दिए+गए|पहले|पिछली|पिछले|पुराने|पूर्व|प्रारंभिक",
     "अनुदेश|आदेश|दिशानिर्देश|नियम|निर्देश|प्रॉम्प्ट|संदेश|हिदायत", "जो|सब", "ऊपर|कहा+गया|पहले|बताया",
     "उजागर|क्या+है|खुलासा|दिखाइए|दिखाएं|दिखाओ|दोहराओ|प्रकट|प्रिंट|बताइए|बताएं|बताओ|लिखो|"
     "साझा",
     "सिस्टम|गुप्त|छिपे|मूल", "पासवर्ड", "बिना|नहीं", "प्रतिबंध|सीमा|फ़िल्टर|फिल्टर|पाबंदी|नियम",
     "अब+आप|अब+तुम|अब+तू|अब+से+आप|अब+से+तुम|अब+से+तू|आप+अब|तुम+अब|दिखावा+करो|नाटक+करो|"
     "मान+लो+कि"},
    {"bn",
     "অগ্রাহ্য|অনুসরণ+করো+না|অমান্য|ইগনোর|উপেক্ষা|এড়িয়ে+যাও|এড়িয়ে+যান|বাদ+দাও|বাদ+দান|"
     "ভুলে+যাও|ভুলে+যান|ভুলেযাও|ভুলেযান|মেনো+না",
     "আগে|উপরের|উপরোক্ত|পুরানো|পূর্ববর্তী|পূর্বের|প্রাথমিক", "আদেশ|নিয়ম|নির্দেশ|প্রম্পট|বার্তা|বিধি", "যা|সব",
     "আগে|উপরে|বলা+হয়েছে",
     "কী|জানাও|জানান|দাও|দিন|দেখাও|দেখান|পুনরাবৃত্তি|প্রকাশ|প্রিন্ট|বলুন|বলো|লিখ|লেখো",
     "সিস্টেম|গোপন|মূল|লুকানো", "পাসওয়ার্ড|পাসওয়ার্ড", "ছাড়া|ছাড়া|নেই|বিহীন|মুক্ত",
     "সীমাবদ্ধতা|বিধিনিষেধ|নিষেধাজ্ঞা|ফিল্টার|বাধা",
     "অভিনয়+কর|আপনি+এখন|এখন+আপনি|এখন+তুই|এখন+তুমি|এখন+থেকে+আপনি|এখন+থেকে+তুই|"
     "এখন+থেকে+তুমি|তুমি+এখন|ধরে+নাও|ভান+কর"},
    {"zh",
     "不再遵守|不用理会|不要理会|不要理會|不要遵守|不要遵循|丢弃|別管|别管|取消|忘掉|忘記|忘记|"
     "忽略|忽視|忽视|抛开|拋開|无视|無視|繞過|绕过|覆盖|"
     "请勿遵循|跳过|违反|違反",
     "一切|上述|上面|之前|以上|以前|你的|先前|全部|前面|原來|原先|原有|原来|您的|所有|既定|既有|"
     "此前|现有|系統|系统",
     "任务|任務|內容|内容|准则|命令|对话|指令|指示|提示|消息|準則|約束|约束|要求|規則|規定|规则|"
     "规定|設定|說明|设定|说明|限制",
     "一切|上面|之前|以上|以前|先前|刚才|前面|剛才|所有",
     "一切|上面|之前|以上|以前|內容|全部|内容|所有|的話|的话|說過|说过",
     "什么是|公布|公开|公開|写出|列出|列印|告訴|告诉|展示|打印|提供|揭示|是什么|是什麼|显示|泄露|"
     "洩露|給我|给我|說出|说出|輸出|输出|透露|重复|重複|"
     "顯示",
     "系统|系統|初始|隐藏|隱藏|原始|内部|內部|底层|秘密|机密|機密|system+prompt", "密码|密碼|口令",
     "没有|沒有|不受|无|無|毫无|不加", "限制|约束|約束|过滤|過濾|审查|審查|道德",
     "从现在开始|从现在起,你|从现在起,您|从现在起,，你|从现在起,，您|从现在起你|从现在起您|"
     "从现在起，你|从现在起，您|你不再|你从现在|你從現在|你现在|你現在|"
     "假装|假裝|從現在起,你|從現在起,您|從現在起,，你|從現在起,，您|從現在起你|從現在起您|"
     "從現在起，你|從現在起，您|從現在開始,你|從現在開始,您|"
     "從現在開始,，你|從現在開始,，您|從現在開始你|從現在開始您|從現在開始，你|從現在開始，您|"
     "您不再|您从现在|您從現在|您现在|您現在|扮演"},
    {"ja",
     "スキップ|上書き|取り消|守らない|従わず|従わない|忘れて|忘れなさい|忘れろ|無効|無視|破って|"
     "破棄",
     "これまで|さっき|すべて|上|上記|今まで|以前|元|先ほど|先程|全て|前|既存|最初",
     "インストラクション|ガイドライン|プロンプト|メッセージ|ルール|内容|制約|制限|命令|指令|指示|"
     "規則|設定",
     "これまで|上記|今まで|以前|前に", "こと|すべて|全て|内容|言われた",
     "とは何|何です|公開|出力|教え|明かし|暴露|書い|示し|繰り返|表示|見せ|言っ|開示",
     "システム|最初|初期|隠された|秘密|内部", "パスワード",
     "なし|のない|無し|がない|なく|無視|無制限", "制限|制約|フィルター|規制|検閲",
     "あなたはこれ|あなたはもう|あなたは今|お前はこれ|お前はもう|お前は今|として振る舞|なりきって|"
     "ふりをして|今からあなた|君はこれ|君はもう|君は今"},
    {"ko", "따르지+마|따르지+말|무시|버려|어기|잊고|잊어|잊으|취소",
     "기존|모든|앞서|앞선|앞의|원래|위|위의|이전|전의|지금까지|초기",
     "가이드라인|규칙|내용|메시지|명령|설정|안내|요청|제한|지시|지침|프롬프트",
     "앞|앞서|위|이전|지금까지", "것|내용|말|모든|전부",
     "공개|드러내|말해|무엇|뭐니|뭐야|반복|밝혀|보여|알려|인쇄|출력|표시",
     "시스템|초기|숨겨진|비밀|원래|내부", "비밀번호|암호|패스워드", "없이|없는|받지+않는|얽매이지",
     "제한|제약|필터|검열|한계",
     "너는+이제|너는+지금|넌+이제|넌+지금|당신은+이제|당신은+지금|역할을+해|이제부터+너는|이제부터+"
     "넌|이제부터+네가|이제부터+당신은|인+척|"
     "지금부터+너는|지금부터+넌|지금부터+네가|지금부터+당신은|척해"},
    {"fa", "توجه+نکن|فراموش+کن|نادیده+بگیر|نادیده+گیر|پیروی+نکن", "اولیه|بالا|قبلی|پیش|گذشته",
     "دستور|راهنما|قواعد|قوانین|پیام", "هر|همه", "بالا|قبل|پیش|گفته",
     "افشا+کن|بگو|تکرار+کن|فاش+کن|نشان+بده|نشان+دهید|چاپ+کن", "سیستم|مخفی|اولیه", "رمز", "بدون",
     "محدودیت|فیلتر|قانون|سانسور",
     "از+این+به+بعد|از+حالا|تصور+کن|تو+الان|تو+اکنون|تو+حالا|شما+الان|شما+اکنون|شما+حالا|"
     "وانمود+کن"},
    {"th", "ข้าม|มองข้าม|ละเว้น|ลืม|อย่าทำตาม|เพิกเฉย|ไม่ต้องสนใจ|ไม่สนใจ",
     "ก่อนหน้า|ข้างต้น|ด้านบน|ทั้งหมด|ที่ผ่านมา|เดิม", "กฎ|ข้อความ|ข้อจำกัด|คำชี้แจง|คำสั่ง|คำแนะนำ|พรอมต์|พร้อมท์",
     "ทั้งหมด|ทุกสิ่ง|ทุกอย่าง", "ก่อน|ข้างต้น|ด้านบน|พูด", "ทวน|บอก|พิมพ์|เขียน|เปิดเผย|แสดง|ให้", "ระบบ|เริ่มต้น|ลับ",
     "รหัสผ่าน", "ไม่มี|โดยไม่มี|ไร้", "ข้อจำกัด|ขีดจำกัด|การกรอง",
     "จากนี้ไปคุณคือ|จากนี้ไปคุณเป็น|ตอนนี้คุณคือ|ตอนนี้คุณเป็น|ต่อไปนี้คุณคือ|"
     "ต่อไปนี้คุณเป็น|สมมติว่าคุณ|แกล้งทำ"},
    {"tl",
     "balewalain|huwag+pansinin|huwag+sundin|ipagwalang-bahala|ipagwalangbahala|isantabi|"
     "kalimutan",
     "dating|nakaraan|nasa+itaas|nauna",
     "alituntunin|direksyon|instruksyon|mensahe|panuto|patakaran|tagubilin|utos", "anumang|lahat",
     "itaas|nakaraan|nauna|sinabi", "ibunyag|ilabas|ipakita|isulat|sabihin|ulitin",
     "system|sistema|lihim|nakatago", "password", "walang", "limitasyon|paghihigpit|hangganan",
     "ikaw+ay+isa|ikaw+ay+ngayon|ikaw+ngayon+ay+isa|ikaw+ngayon+ay+ngayon|magpanggap|"
     "mula+ngayon+ikaw|mula+ngayon,+ikaw"},
    {"uk", "відкинь|забудь|не+виконуй|не+дотримуйся|не+зважай|проігноруй|ігноруй",
     "вище|всі|минулих|минулі|попередні|раніше|усі",
     "вказівки|вказівкок|команд|накази|наказів|обмеження|повідомлення|правил|інструкцій|"
     "інструкції",
     "все|про+все|усе", "вище|до+цього|раніше|сказано",
     "виведи|назви|напиши|повтори|покажи|розкрий|скажи", "системн|таємн|прихован|початков",
     "пароль", "без", "обмежень|фільтр|цензур",
     "відтепер+ви|відтепер+ти|тепер+ви|тепер+ти|ти+більше+не|ти+тепер|удавай|уяви+що+ти|"
     "уяви,+що+ти"},
};

}  // namespace

std::span<const LanguageWords> language_words() {
  return kLanguages;
}

}  // namespace gs::detect
