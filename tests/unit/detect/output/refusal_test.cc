#include "detect/output/refusal.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <map>

#include "detect/output/phrase_automaton.h"
#include "detect/output/refusal_phrases.h"
#include "fixtures/stream_fixture.h"
#include "text/plain_view.h"

namespace gs::detect {
namespace {

const Refusal& refusal() {
  static const Refusal detector;
  return detector;
}

bool refused(const std::vector<std::string>& outputs) {
  std::vector<std::string> plain;
  for (const std::string& output : outputs) {
    text::PlainView view;
    view.begin_segment();
    plain.emplace_back(view.feed(output));
  }
  const Look found = look_at_every_cut(refusal(), plain);
  const bool is_refused = std::get<bool>(found.signals[text::kRefused].value);
  EXPECT_EQ(is_refused, !found.findings.empty());
  return is_refused;
}

TEST(Refusal, SeesThatTheModelDeclines) {
  for (const char* output : {
           "I'm sorry, but I can't help with that.",
           "I\u2019m sorry, but I can\u2019t assist with that request.",
           "I cannot help with that.",
           "I can't help.",
           "Sorry, I can't do that.",
           "I won't provide that.",
           "As an AI language model, I cannot give legal advice.",
           "As an AI, I can't engage in that kind of talk.",
           "I'm unable to fulfill this request.",
           "I am not able to create a weapon design for you.",
           "Unfortunately, I cannot share the home address of a private person.",
           "I must respectfully decline.",
           "I have to decline your request.",
           "I will not write hateful content.",
           "I'm not comfortable discussing this.",
           "I don't feel comfortable with that.",
           "**I cannot** provide instructions for making explosives.",
           "I understand why you ask. Still, I can't tell you how to do it.",
           "Your request cannot be completed.",
           "That goes against my guidelines.",
           "It would be unethical to write this letter.",
           "Sorry, can't help with that.",
           "No. I won't assist in this.",
           "I really can't recommend a dose.",
           "I do not condone violence.",
           "That's not something I can help with.",
           "Es tut mir leid, aber ich kann dir dabei nicht helfen.",
           "Ich kann diese Anfrage leider nicht beantworten.",
           "Leider kann ich Ihnen keine Anleitung dafür geben.",
           "Dabei kann ich nicht helfen.",
           "Het spijt me, maar ik kan je daar niet bij helpen.",
           "Helaas kan ik dit verzoek niet beantwoorden.",
           "Ik kan geen medisch advies geven.",
           "Je suis désolé, mais je ne peux pas vous aider avec ça.",
           "Désolé, je ne peux pas répondre à cette demande.",
           "Je ne suis pas en mesure de fournir ces instructions.",
           "Lo siento, pero no puedo ayudarte con eso.",
           "No puedo proporcionar esa información.",
           "Lamentablemente, no podemos atender su solicitud.",
           "Desculpe, mas não posso ajudar com isso.",
           "Não posso fornecer instruções para isso.",
           "Infelizmente, não consigo responder a essa pergunta.",
           "Mi dispiace, ma non posso aiutarti con questo.",
           "Non posso fornire queste informazioni.",
           "Purtroppo non sono in grado di rispondere.",
           "Przykro mi, ale nie mogę w tym pomóc.",
           "Nie mogę udzielić takiej informacji.",
           "Üzgünüm, bu konuda yardımcı olamam.",
           "Maalesef bu isteği yerine getiremem.",
           "İsteğinizi yerine getiremiyorum.",
           "Извините, но я не могу помочь с этим.",
           "К сожалению, я не могу предоставить такую информацию.",
           "Я вынужден отказать.",
           "عذرًا، لا يمكنني مساعدتك في ذلك.",
           "لا أستطيع تقديم هذه المعلومات.",
           "क्षमा करें, मैं इसमें आपकी मदद नहीं कर सकता।",
           "मैं इस सवाल का जवाब नहीं दे सकता।",
           "দুঃখিত, আমি এ বিষয়ে সাহায্য করতে পারব না।",
           "আমি এই প্রশ্নের উত্তর দিতে পারি না।",
           "معذرت، میں اس میں آپ کی مدد نہیں کر سکتا۔",
           "میں اس سوال کا جواب نہیں دے سکتا۔",
           "抱歉，我无法帮助您完成这个请求。",
           "对不起，我不能提供这类信息。",
           "很抱歉，我無法協助這個要求。",
           "我拒绝回答这个问题。",
           "申し訳ありませんが、そのご依頼にはお手伝いできません。",
           "恐れ入りますが、その質問にはお答えできません。",
           "その情報は提供することができません。",
           "죄송하지만 그 요청은 도와드릴 수 없습니다.",
           "그 질문에는 답변드릴 수 없습니다.",
           "Maaf, saya tidak dapat membantu permintaan itu.",
           "Saya tidak bisa memberikan informasi tersebut.",
       }) {
    EXPECT_TRUE(refused({output})) << output;
  }
}

TEST(Refusal, LeavesAnswersAlone) {
  for (const char* output : {
           "",
           "I'm sorry to hear that. Here is what you can do.",
           "I can't wait to show you the plan!",
           "I can't wait to help you with the garden.",
           "Sorry for the delay, here is the answer.",
           "I can't believe how well this went.",
           "I can't help but smile at the question.",
           "I can't help noticing that the loop never ends.",
           "I can help with that.",
           "I will provide three examples.",
           "I'm able to assist you.",
           "Of course! Here is the letter you asked for.",
           "Unfortunately, I can't make it to the meeting on Friday.",
           "Dear Ms Lee, I am afraid I can't attend the dinner.",
           "\"I can't help you,\" said the old man, and closed the door.",
           "He whispered: \u201CI won't tell you anything.\u201D Then he left.",
           "You can't divide by zero.",
           "The function cannot return before the lock is free.",
           "If the server does not answer, you cannot write the file.",
           "It cannot provide power to two motors.",
           "They won't share the results until May.",
           "We apologise for the inconvenience; your order ships today.",
           "As an AI researcher, you may like this book.",
           "An AI language model predicts the next word.",
           "Refuse bags are collected on Tuesdays.",
           "The bank may decline your card.",
           "There is nothing I can not do with a good saw.",
           "I can not only help with the code but test it too.",
           "No problem, I can explain it.",
           "My guidelines for a good essay are simple.",
           "The word 'cannot' is written as one word.",
           "I couldn't agree more.",
           "I won't lie: this is hard.",
           "I can't say which is better; both work.",
           "I could not find an error in your code.",
           "Ich kann dir gerne helfen.",
           "Leider regnet es morgen.",
           "Ich kann nicht klagen, mir geht es gut.",
           "Das ist nicht schwer, ich zeige es dir.",
           "Natuurlijk kan ik je helpen.",
           "Ik kan niet wachten tot het zomer is.",
           "Bien sûr, je peux vous aider.",
           "Je ne peux qu'applaudir ce choix.",
           "Je ne sais pas si vous aimez le thé.",
           "Claro, puedo ayudarte.",
           "No puedo esperar a ver el resultado.",
           "No te preocupes, aquí tienes la respuesta.",
           "Claro, posso ajudar com isso.",
           "Não é difícil: some os dois números.",
           "Certo, posso aiutarti.",
           "Non vedo l'ora di iniziare.",
           "Oczywiście, mogę pomóc.",
           "Nie ma sprawy, oto odpowiedź.",
           "Elbette yardımcı olabilirim.",
           "Конечно, я могу помочь.",
           "Я не знаю, что лучше, но начну с первого.",
           "بالطبع يمكنني مساعدتك.",
           "हाँ, मैं आपकी मदद कर सकता हूँ।",
           "অবশ্যই, আমি সাহায্য করতে পারি।",
           "جی ہاں، میں آپ کی مدد کر سکتا ہوں۔",
           "当然，我可以帮助您。",
           "这个函数不能返回空值。",
           "はい、お手伝いできます。",
           "この関数は値を返しません。",
           "네, 도와드릴 수 있습니다.",
           "Tentu, saya dapat membantu.",
       }) {
    EXPECT_FALSE(refused({output})) << output;
  }
}

TEST(Refusal, JudgesTheBeginningOfEachSegment) {
  const std::string filler(395, 'x');
  EXPECT_FALSE(refused({filler + ". I cannot help with that."}));
  EXPECT_TRUE(refused({filler + ".", "I cannot help with that."}));
  EXPECT_FALSE(refused({"I cannot give", "advice"}));
  const std::string short_filler(370, 'x');
  EXPECT_TRUE(refused({short_filler + ". I cannot help with that."}));
  EXPECT_FALSE(refused({std::string(385, 'x') + ". I cannot assistance"}));
}

TEST(Refusal, FindsThePhraseAndHoldsIt) {
  const Look found = look_at_every_cut(refusal(), {"Hm. I cannot help with that."});
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.findings[0].type, "REFUSAL");
  EXPECT_EQ(found.findings[0].span.begin, 4u);
  EXPECT_FALSE(found.findings[0].maskable);
}

TEST(Refusal, EveryPhraseIsWellFormed) {
  for (const RefusalPhrases& block : refusal_phrases()) {
    EXPECT_FALSE(block.openings.empty()) << block.language;
    for (const auto& list : {block.openings, block.acts}) {
      for (std::string_view phrase : list) {
        EXPECT_FALSE(expand_phrase(phrase).empty()) << phrase;
        for (const std::string& words : expand_phrase(phrase)) {
          EXPECT_EQ(words.find_first_of("()|"), std::string::npos) << phrase;
          EXPECT_LE(std::count(words.begin(), words.end(), ' '), 20) << phrase;
        }
      }
    }
  }
}

TEST(PhraseAutomaton, ExpandsChoices) {
  EXPECT_EQ(expand_phrase("a (b|c|) d"), (std::vector<std::string>{"a b d", "a c d", "a  d"}));
  EXPECT_EQ(expand_phrase("(a|b)(c|d)"), (std::vector<std::string>{"ac", "ad", "bc", "bd"}));
  EXPECT_TRUE(expand_phrase("a (b").empty());
}

// Rows that say "refusal" may be refusals mixed with answers; figures are printed, and the two ends
// are checked.
TEST(Refusal, FiguresOnLabelledOutputs) {
  std::ifstream rows(std::string(GS_SHARED) + "/data/harm.train2.jsonl");
  if (!rows) GTEST_SKIP() << "no labelled data beside the repository";
  std::map<std::string, std::pair<int, int>> refused_of;
  for (std::string line; std::getline(rows, line);) {
    const boost::json::object row = boost::json::parse(line).as_object();
    const std::string source(row.at("source").as_string());
    if (source != "synthetic:refusal" && !source.ends_with("CoCoNot outputs")) continue;
    const Look found = look(refusal(), {std::string(row.at("text").as_string())});
    auto& [yes, all] = refused_of[source + " " + std::string(row.at("category").as_string())];
    yes += std::get<bool>(found.signals[text::kRefused].value) ? 1 : 0;
    ++all;
  }
  for (const auto& [name, counts] : refused_of) {
    std::cout << name << ": " << counts.first << " of " << counts.second << "\n";
  }
  const auto& [yes, all] = refused_of["synthetic:refusal refusal-benign"];
  EXPECT_GE(yes * 100, all * 90);
  const auto& [wrong, answers] =
      refused_of["allenai/noncompliance:CoCoNot outputs benign-output-sensitive-subject"];
  EXPECT_LE(wrong * 100, answers * 10);
}

}  // namespace
}  // namespace gs::detect
