// Written for this project. Acts are those that a model is asked for; verbs of a person's daily
// life
// ("I can't wait", "I can't believe it", "I can't attend") are left out on purpose, since outputs
// are full of letters and stories.
#include "detect/output/refusal_phrases.h"

#include <iterator>

namespace gs::detect {
namespace {

using Rows = std::vector<RefusalPhrases>;

const std::vector<std::string_view>& english_acts() {
  static const std::vector<std::string_view> acts = {
      "help (with|you|him|her|them|anyone|someone|somebody|people|in|to|write|create|make|plan)",
      "(help|assist|comply|oblige)$",
      "(assist|comply|engage|participate|proceed|continue) (with|in|you|to|anyone|someone)",
      "assist",
      "be (of|able to|a part of|part of|involved in|used to)",
      "(provide|fulfill|fulfil|accommodate|disclose|divulge|facilitate|endorse|condone|promote)",
      "(encourage|generate|produce|recommend|discuss|advise|reveal|give out|write out|draft)",
      "(create|write|compose|develop|design|craft|make) (a|an|any|the|that|this|such|content|jokes|"
      "instructions|code|your|something|hateful|harmful)",
      "(give|offer|share|supply|suggest) (you|any|a|an|that|this|those|such|instructions|advice|"
      "guidance|details|information|medical|legal|financial|personal|specific|the|my|it|out|ways)",
      "(do|say|support|answer|process|complete|perform|repeat|translate|execute|grant|honor) (that|"
      "this|such|it|your|the|any|so|a)",
      "(respond|reply) to (that|this|such|your|the)",
      "(tell|teach|show|explain|describe|instruct|guide|walk) (you|anyone|someone|how|the steps)",
      "(access|browse|open|view|see|hear|verify|predict|determine|look up) (real|the|your|any|"
      "external|future|live|current|personal|images|private|whether|what|specific|that|this)",
      "have (an opinion|personal|a conversation|this conversation|that conversation)",
      "(suggest|support|help|create|share|give|write) (or|and) "
      "(provide|encourage|assist|share|promote|"
      "condone|engage|facilitate|generate|recommend)",
      "(write|make|draft|create) me",
      "speculate",
      "take (part|sides)",
      "go (into|along with) (that|this|detail|details)",
  };
  return acts;
}

Rows english() {
  return {
      {"en",
       1,
       {"(i|we) "
        "(|simply|really|just|also|therefore|unfortunately|absolutely|definitely|still|sadly|"
        "respectfully)"
        " (can't|cannot|won't|will not|am unable to|'m unable to|am not able to|'m not able to|are "
        "unable to|"
        "'re unable to|are not able to|couldn't|could not)(| in good conscience| at this time)",
        "(i|we) (am|'m|are|'re) not (going to|willing to|allowed to|permitted "
        "to|comfortable|authorized to|"
        "authorised to|prepared to|in a position to|here to|programmed to|designed to|equipped to)",
        "(i|we) (|must|have to|will have to|'ll have to|need to|'m going to have to) "
        "(respectfully|politely|) "
        "(refuse|decline|refrain|abstain) (to|from)",
        "(sorry|apologies|apologize|apologise|unfortunately|afraid) (but|) (can't|cannot|unable "
        "to|not able to)",
        "(as an|i am an|i'm an|i'm just an|as a) (ai|artificial intelligence|language model|ai "
        "language model|"
        "large language model|ai assistant|assistant|ai model|virtual assistant)"
        " (i|) (do not|don't|can't|cannot|am unable to|am not able to|won't|will not)"},
       english_acts()},
      {"en", 0, {"(i|we) can not"}, english_acts()},
      {"en",
       3,
       {"(cannot|can't|unable to|not able to|won't|can not)"},
       {"(help|assist|comply) with (that|this|your|such|the) (request|question|task|prompt|query)",
        "(help|assist|comply) with (that|this)$",
        "(fulfill|fulfil|accommodate|complete|process|answer) (that|this|your|such) "
        "(request|question|query)"}},
      {"en",
       0,
       {"(i|we) (must|have to|will have to|'ll have to|need to|'m going to have to) (|respectfully "
        "|politely )(decline|refuse)",
        "(i|we) (respectfully|politely) (decline|refuse)",
        "(i|we) (|must|have to|will have to|'ll have to|need to) (respectfully|politely|) decline "
        "(your|this|that|the) request",
        "(that|this|your|the) request (cannot|can't|will not|won't) be "
        "(fulfilled|completed|processed|answered|granted)",
        "(is|it's|'s|falls|which is|that's) (not something|something) (i|we) "
        "(can't|cannot|can|won't|am not able to|'m not able to|'m unable to|am unable to) "
        "(help|assist|do|provide|support|discuss|engage|share)",
        "(goes|be|is|that's|'s|it's) against (my|our|openai's|the) (ethical "
        "|programming|policy|policies|guidelines|principles|content policy|usage policies|safety "
        "guidelines|ethical guidelines|values|terms of service|use case policy)",
        "(violates|violate|breaches) (my|our|openai's) (policy|policies|guidelines|content "
        "policy|usage policies|principles)",
        "(sorry|apologies|apologize|apologise) (but|) (i|we) (can't|cannot|can not|won't|will not) "
        "(do that|do this|$)",
        "no i (can't|cannot|won't|will not)$",
        "i (can't|cannot|won't|will not)$",
        "i (do not|don't|cannot|can't) feel comfortable",
        "(i'd|i would) (rather not|prefer not to)",
        "(i'm|i am) not comfortable "
        "(with|discussing|providing|writing|helping|creating|answering|sharing)",
        "i do not (condone|endorse|promote|support or condone|engage in)",
        "i don't (condone|endorse|promote|engage in)",
        "as an ai (|language model|assistant) (i|) (do not|don't) have (personal|the ability|the "
        "capability|feelings|"
        "opinions|access to real time|access to personal|a physical)",
        "i (do not|don't) have (the ability|the capability|the authority|permission) to",
        "my (guidelines|programming|policies|instructions) (do not|don't|prohibit|prevent|forbid)",
        "(it is|it's|it would be|would be|this is|that is) (not "
        "appropriate|inappropriate|unethical|not ethical|not okay|unethical and illegal|illegal "
        "and unethical) (for me|) to",
        "not (able|allowed|permitted) to (help|assist) with (that|this)",
        "i (am|'m) (not able|unable) to (do that|do this|do so)"},
       {}},
  };
}

Rows german() {
  return {
      {"de",
       8,
       {"ich (kann|darf|werde|möchte|will)", "(kann|darf|werde|möchte) ich", "leider",
        "(bin|sehe mich) ich"},
       {"nicht (weiterhelfen|weiter "
        "helfen|helfen|unterstützen|beantworten|erfüllen|nachkommen|bereitstellen|"
        "zur verfügung stellen|behilflich sein|dienen|verfassen|erstellen|preisgeben|dabei "
        "helfen|mitmachen|"
        "weitergeben|entsprechen|unterstütze|anbieten)",
        "keine "
        "(anleitung|anleitungen|auskunft|auskünfte|hilfe|informationen|ratschläge|unterstützung|"
        "empfehlungen|medizinische beratung|rechtsberatung|anweisungen|inhalte)",
        "(nicht in der lage|außerstande)"}},
      {"de",
       0,
       {"ich (muss|müsste) (das|dies|diese anfrage|ihre anfrage|deine anfrage|die anfrage|) "
        "(leider|) ablehnen",
        "(das|dies|dabei) (kann|darf|werde) ich (leider|) nicht (tun|machen|$)",
        "ich (kann|darf|werde) (das|dies|dir|ihnen|dabei|dir dabei|ihnen dabei) (leider|) nicht "
        "(tun|machen|sagen|$)",
        "ich bin (leider|) nicht (in der lage|befugt|berechtigt|dafür gedacht)", "ich weigere mich",
        "ich lehne (es ab|diese anfrage ab|das ab|ab)",
        "verstößt gegen (meine|unsere|die) (richtlinien|grundsätze|nutzungsrichtlinien)"},
       {}},
  };
}

Rows dutch() {
  return {
      {"nl",
       8,
       {"ik (kan|mag|zal|ga|wil)", "(kan|mag|zal|ga) ik", "helaas"},
       {"niet (helpen|verder helpen|mee helpen|bij "
        "helpen|assisteren|beantwoorden|voldoen|verstrekken|"
        "behulpzaam zijn|meewerken|delen|geven|schrijven|maken|ondersteunen)",
        "geen (instructies|hulp|informatie|advies|medisch advies|juridisch advies|antwoord)"}},
      {"nl",
       0,
       {"ik (moet|wil) (dit|dat|dit verzoek|je verzoek|uw verzoek|) (helaas|) (weigeren|afwijzen)",
        "(dat|dit|daar) (kan|mag|ga|zal) ik (helaas|) niet (doen|$)",
        "ik kan (dat|dit|je|u) (helaas|) niet (doen|vertellen|$)", "ik ben (helaas|) niet in staat",
        "(in strijd|gaat in) (met|tegen) mijn (richtlijnen|principes)"},
       {}},
  };
}

Rows french() {
  return {
      {"fr",
       3,
       {"je ne (peux|puis|pourrai|pourrais|suis) (malheureusement|) (pas|) (en mesure|)(| de| d')",
        "je ne (vais|veux) pas", "je (refuse|suis dans l'impossibilité|suis incapable) (de|d')",
        "(suis pas|pas) (en mesure|capable|autorisé) (de|d')"},
       {"(aider|assister|fournir|répondre|satisfaire|accéder|donner|écrire|rédiger|créer|générer|"
        "proposer|"
        "partager|divulguer|révéler|expliquer|participer|faire cela|faire ça|faire ce "
        "que|produire|soutenir|"
        "encourager|continuer|traiter|donner suite|discuter)"}},
      {"fr",
       0,
       {"je (dois|suis obligé de|suis contraint de) (malheureusement|) (refuser|décliner)",
        "je ne peux (malheureusement|) pas$",
        "(contraire|va à l'encontre de|enfreint) (à|) mes (principes|directives|règles)",
        "il m'est impossible (de|d') (vous|t'|) (aider|répondre|fournir|donner|satisfaire)",
        "je préfère ne pas (répondre|donner|fournir|aborder)"},
       {}},
  };
}

Rows spanish() {
  return {
      {"es",
       3,
       {"no (puedo|podemos|podría|puede|voy a|me es posible|me está permitido|estoy en condiciones "
        "de|"
        "soy capaz de|estoy autorizado a|estoy autorizada a|tengo permitido)"},
       {"(ayudar|ayudarte|ayudarle|ayudarlo|ayudarla|asistir|asistirte|proporcionar|proporcionarte|"
        "proporcionarle|proveer|brindar|brindarte|ofrecer|ofrecerte|cumplir|responder|contestar|"
        "generar|escribir|"
        "redactar|crear|compartir|revelar|facilitar|participar|explicar|explicarte|darte|darle|dar|"
        "hacer eso|"
        "hacerlo|apoyar|atender|continuar|acceder|completar|discutir|recomendar)"}},
      {"es",
       0,
       {"(debo|tengo que|me veo obligado a) (rechazar|negarme|declinar)",
        "(lo siento|disculpa|lamentablemente) (pero|) no puedo$", "no puedo$", "me niego a",
        "(va|está|es) (en|) contra (de|) mis (principios|directrices|normas|políticas)",
        "prefiero no (responder|hablar|dar|ayudar)"},
       {}},
  };
}

Rows portuguese() {
  return {
      {"pt",
       3,
       {"não (posso|podemos|poderei|poderia|consigo|vou|sou capaz de|estou autorizado a|tenho "
        "permissão para|"
        "estou apto a|me é possível|é possível para mim)"},
       {"(ajudar|ajudá lo|ajudá la|te "
        "ajudar|auxiliar|fornecer|atender|responder|criar|escrever|gerar|"
        "compartilhar|partilhar|revelar|oferecer|cumprir|participar|dar|explicar|fazer isso|"
        "prestar|apoiar|continuar|discutir|divulgar|realizar|recomendar|produzir)"}},
      {"pt",
       0,
       {"(devo|preciso|tenho que|tenho de) (recusar|declinar)", "não posso$",
        "(recuso me|me recuso) a",
        "(vai|é|seria) (contra|contrário) (as|aos|às|) (minhas|meus) "
        "(diretrizes|princípios|políticas)",
        "prefiro não (responder|falar|ajudar)"},
       {}},
  };
}

Rows italian() {
  return {
      {"it",
       3,
       {"non (posso|possiamo|potrò|potrei|mi è possibile|sono in grado di|sono autorizzato "
        "a|intendo|riesco a)"},
       {"(aiutarti|aiutarla|aiutarvi|aiutare|assisterti|assisterla|fornire|fornirti|fornirle|"
        "rispondere|soddisfare|"
        "scrivere|creare|generare|condividere|rivelare|offrire|offrirti|dare|darti|darle|spiegare|"
        "spiegarti|partecipare|farlo|"
        "fare "
        "questo|assecondare|esaudire|procedere|supportare|continuare|consigliare|accontentarti)"}},
      {"it",
       0,
       {"(devo|sono costretto a) (purtroppo|) (rifiutare|declinare)", "non posso$", "mi rifiuto di",
        "(va|è) contro (le|i) (mie|miei) (linee guida|principi|politiche)"},
       {}},
  };
}

Rows polish() {
  return {
      {"pl",
       3,
       {"nie (mogę|możemy|będę mógł|będę mogła|jestem w stanie|zamierzam|wolno mi|potrafię)",
        "(niestety|przykro mi) (ale|) nie mogę"},
       {"(pomóc|udzielić|odpowiedzieć|spełnić|dostarczyć|podać|napisać|stworzyć|wygenerować|"
        "zrealizować|"
        "udostępnić|ujawnić|wspierać|doradzać|tego zrobić|zrobić "
        "tego|wykonać|uczestniczyć|wyjaśnić|przedstawić)"}},
      {"pl",
       0,
       {"(muszę|zmuszony jestem) odmówić", "odmawiam (odpowiedzi|pomocy|wykonania)", "nie mogę$"},
       {}},
  };
}

Rows turkish() {
  return {
      {"tr",
       0,
       {"(yardımcı|yardım|destek) "
        "(olamam|olamıyorum|olamayacağım|edemem|edemiyorum|edemeyeceğim|veremem|olmam mümkün "
        "değil)",
        "(cevap|yanıt|bilgi|talimat|tavsiye) (veremem|veremiyorum|veremeyeceğim|sağlayamam)",
        "(isteğinizi|isteğini|talebinizi|talebini|bu isteği|bu talebi) (yerine getiremem|yerine "
        "getiremiyorum|karşılayamam|"
        "karşılayamıyorum|reddetmek|gerçekleştiremem)",
        "(bunu|bu konuda) (yapamam|yapamıyorum|konuşamam)",
        "(sağlayamam|sunamam|paylaşamam|yanıtlayamam|cevaplayamam|yazamam|oluşturamam)",
        "(reddetmek zorundayım|reddediyorum)"},
       {}},
  };
}

Rows russian() {
  return {
      {"ru",
       3,
       {"не (могу|можем|смогу|сможем|буду|имею права|в состоянии|способен|способна)"},
       {"(помочь|помогать|ответить|отвечать|предоставить|предоставлять|выполнить|выполнять|"
        "написать|создать|"
        "создавать|давать|дать|поделиться|раскрыть|раскрывать|обсуждать|сделать это|это сделать|"
        "этого "
        "сделать|участвовать|поддержать|поддерживать|рассказать|объяснить|объяснять|сгенерировать|"
        "содействовать|удовлетворить|продолжить|консультировать|предложить)"}},
      {"ru",
       0,
       {"(вынужден|вынуждена|должен|должна) (отказать|отказаться)", "не могу$", "(я|) отказываюсь",
        "противоречит (моим|нашим) (принципам|правилам|инструкциям)"},
       {}},
  };
}

Rows arabic() {
  return {
      {"ar",
       2,
       {"(لا|لن) (يمكنني|أستطيع|استطيع|يمكننا|أقدر|يسعني)",
        "(غير قادر|لست قادرا|لست قادرًا|غير قادرة) على", "(ليس بإمكاني|ليس بوسعي|لا يجوز لي)",
        "(أعتذر|آسف|عذرا|عذرًا) (لكن|ولكن|لكنني|ولكنني|ولكني|) (لا|لن) (يمكنني|أستطيع|استطيع)"},
       {"(مساعدتك|المساعدة|مساعدة|تقديم|الإجابة|الرد|تلبية|توفير|كتابة|إنشاء|مشاركة|الكشف|"
        "تزويدك|إعطاؤك|إعطاءك|القيام|فعل|تنفيذ|شرح|المشاركة|إنتاج|أن أساعدك|أن "
        "أقدم|إكمال|مناقشة|دعم)"}},
      {"ar",
       0,
       {"(أرفض|يجب أن أرفض|علي أن أرفض)", "لن (أساعدك|أساعد|أقدم|أكتب|أقوم)",
        "(لا يمكنني|لا أستطيع) ذلك"},
       {}},
  };
}

Rows hindi() {
  return {
      {"hi",
       8,
       {"मैं", "मुझे (खेद|माफ़|माफ|क्षमा)", "(क्षमा|माफ़|माफ) (करें|कीजिए|कीजिये)", "हम"},
       {"(मदद|सहायता|सहयोग|प्रदान|पूरा|पूरी|नहीं) (नहीं|) (कर सकता|कर सकती|कर सकते|करूंगा|करूँगा|करूंगी|करूँगी)$",
        "(मदद|सहायता|प्रदान|पूरा|पूरी|उत्पन्न|साझा|चर्चा|समर्थन) (नहीं|करने में असमर्थ|करने में सक्षम नहीं) "
        "(कर|हूं|हूँ|करूंगा|करूँगा|करता|करती)",
        "(जवाब|उत्तर|जानकारी|सलाह|निर्देश|सुझाव) नहीं (दे|बता|देता|दूंगा|दूँगा)",
        "नहीं (लिख|बना|बता|दे) (सकता|सकती|सकते)", "(असमर्थ हूं|असमर्थ हूँ|मना करना|इनकार करना)"}},
  };
}

Rows bengali() {
  return {
      {"bn",
       8,
       {"আমি", "(দুঃখিত|ক্ষমা)", "আমার পক্ষে"},
       {"(সাহায্য|সহায়তা|প্রদান|পূরণ|শেয়ার|সমর্থন|তৈরি|আলোচনা|সহযোগিতা) (করতে|) (পারি না|পারব না|পারবো "
        "না|পারছি না|অক্ষম|সম্ভব নয়|করব না|করা সম্ভব নয়)",
        "(উত্তর|তথ্য|পরামর্শ|নির্দেশনা|নির্দেশ) (দিতে) (পারি না|পারব না|পারবো না|পারছি না|অক্ষম)",
        "(লিখতে|বলতে|করতে|দিতে|জানাতে) (পারি না|পারব না|পারবো না|পারছি না)", "(অপারগ|অক্ষম)"}},
  };
}

Rows urdu() {
  return {
      {"ur",
       8,
       {"میں", "(معذرت|معاف|معافی)", "مجھے (افسوس|معاف)"},
       {"(مدد|مدد فراہم|فراہم|پورا|پوری|شیئر|حمایت) نہیں (کر|کروں|کرتا|کرتی)",
        "(جواب|معلومات|مشورہ|ہدایات) نہیں (دے|دوں)", "نہیں (لکھ|بنا|بتا|دے) (سکتا|سکتی|سکتے)",
        "(قاصر ہوں|انکار کرتا ہوں|انکار کرنا)"}},
  };
}

Rows chinese() {
  return {
      {"zh",
       8,
       {"(我|我们|抱歉|对不起|對不起|很遗憾|不好意思|本人|作为ai|作为人工智能|作为一个)(无法|無法|"
        "不能|没办法|沒辦法|没法|不会|不會|不便|不可以|恕难|不方便)",
        "(抱歉|对不起|對不起|很遗憾|很遺憾|不好意思)(我|)(无法|無法|不能|没办法|沒辦法|没法|不会|"
        "不會|不便|不可以)",
        "恕我(不能|无法|無法|难以)"},
       {"(帮|幫|帮助|幫助|协助|協助|提供|回答|回應|回应|满足|滿足|完成|生成|编写|編寫|撰写|撰寫|"
        "创作|創作|分享|透露|讨论|討論|支持|参与|參與|执行|執行|告诉|告訴|解答|给出|給出|处理|處理|"
        "继续|繼續|描述|解释|解釋|写|寫|这样做|這樣做|这么做|這麼做)"}},
      {"zh",
       0,
       {"我(必须|必須|只能)拒绝", "我(必須|只能)拒絕", "我拒(绝|絕)(回答|提供|参与|參與)",
        "(无法|無法|不能)(满足|滿足|完成|处理|處理)(您|你)的(请求|請求|要求)",
        "(违反|違反|违背)(了|)我的(原则|原則|准则|準則|政策)",
        "(抱歉|对不起|對不起)(我|)(不能|无法|無法)$"},
       {}},
  };
}

Rows japanese() {
  return {
      {"ja",
       6,
       {"(お手伝い|お答え|回答|提供|ご提供|お応え|対応|支援|ご案内|説明|サポート|作成|お教え|"
        "お伝え|協力|ご協力|お助け|手助け|助言|生成|共有|開示|応じる|お受け|手伝うこと|"
        "提供すること|答えること|教えること|ご要望)"},
       {"(でき|出来)(ません|かねます|ない)", "(いたし|致し)かねます", "は控え", "(お断り|遠慮)",
        "しかねます", "わけにはいきません", "ことはできません"}},
      {"ja",
       0,
       {"お断り(します|いたします|させて|しなければ)", "応じかねます", "それはできません",
        "応じられません", "お答えを控え", "お力になれません", "お役に立てません", "教えられません",
        "答えられません"},
       {}},
  };
}

Rows korean() {
  return {
      {"ko",
       2,
       {"(도와|도움을|도움을 "
        "드릴|답변|답변을|대답|제공|정보를|응답|지원|요청|요청을|요청은|작성|알려|말씀|처리|협조|"
        "생성|공유|조언을|도와드릴|도와줄|제공할|답변할|답변드릴|대답할|응할|수행할|작성할|"
        "알려드릴|말씀드릴|생성할|드릴|처리할|이행할|따를|공유할|지원할|협조할|해드릴|설명할|"
        "설명드릴|도울) (수|수가|수는)",
        "(도와드리기|답변드리기|제공하기|답변하기|응하기|말씀드리기|알려드리기|작성하기)"},
       {"(없습니다|없어요|없음을|없네요|없다|없는)", "(어렵습니다|어려워요|곤란합니다|힘듭니다)"}},
      {"ko",
       0,
       {"(거절|거부)(하겠습니다|합니다|해야 합니다)", "(요청은|요청을|질문에는) (거절|거부)",
        "도와드릴 수 없습니다"},
       {}},
  };
}

Rows indonesian() {
  return {
      {"id",
       3,
       {"(saya|kami|aku) (tidak|nggak) (dapat|bisa|akan|mampu|diizinkan untuk|diperbolehkan)"},
       {"(membantu|memberikan|menjawab|memenuhi|menyediakan|membuat|menulis|membagikan|"
        "mengungkapkan|"
        "melakukan itu|melakukan hal itu|melakukan hal "
        "tersebut|mendukung|menjelaskan|menghasilkan|memproses|terlibat|menyarankan)"}},
      {"id", 0, {"(saya|kami) (harus|terpaksa) menolak", "saya menolak (untuk|permintaan)"}, {}},
  };
}

}  // namespace

std::vector<RefusalPhrases> refusal_phrases() {
  Rows all;
  for (const auto rows :
       {english, german, dutch, french, spanish, portuguese, italian, polish, turkish, russian,
        arabic, hindi, bengali, urdu, chinese, japanese, korean, indonesian}) {
    Rows more = rows();
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace gs::detect
