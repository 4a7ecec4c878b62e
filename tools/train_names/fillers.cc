#include "train_names/fillers.h"

#include <algorithm>

namespace gs::train {
namespace {

const std::vector<const char*> kSuffixes = {
    "Inc",      "Inc.",        "LLC",        "Ltd",      "Ltd.",       "GmbH",    "AG",
    "Corp",     "Corporation", "Group",      "& Co",     "and Sons",   "S.A.",    "Partners",
    "Holdings", "PLC",         "Limited",    "Bank",     "Industries", "Systems", "Technologies",
    "Software", "Labs",        "Consulting", "Research", "Insurance"};
const std::vector<const char*> kBodies = {
    "University",        "Hospital", "City Council",
    "High School",       "Clinic",   "Museum",
    "Police Department", "United",   "Chamber of Commerce",
    "Public Library",    "Airlines", "Institute of Technology",
    "Medical Center",    "FC"};
const std::vector<const char*> kStems = {
    "Nova",  "Data", "Cloud", "Blue",  "Green", "Open", "Bright", "Quant", "Micro", "Hyper",
    "Astra", "Inno", "Medi",  "Solar", "Net",   "Info", "Meta",   "Rapid", "North", "Vertex"};
const std::vector<const char*> kEnds = {"soft",    "works", "ix",   "ly",    "tech",
                                        "gen",     "ware",  "base", "stack", "flow",
                                        "metrics", "hub",   "link", "wave",  "logic"};
const std::vector<const char*> kMonthsEn = {
    "January",   "February", "March",    "April",    "May", "June", "July", "August",
    "September", "October",  "November", "December", "Jan", "Feb",  "Mar",  "Apr",
    "Jun",       "Jul",      "Aug",      "Sept",     "Oct", "Nov",  "Dec"};
const std::vector<const char*> kDaysEn = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday",    "Mon",
                                          "Tue",    "Wed",      "Thu",       "Fri"};
const std::vector<const char*> kRelativeEn = {
    "tomorrow",      "yesterday",    "today",        "next week",        "last month",
    "next Friday",   "last Tuesday", "tonight",      "this morning",     "two weeks ago",
    "in three days", "this weekend", "next year",    "tomorrow at noon", "three months ago",
    "last summer",   "since 2019",   "every Monday", "the 90s",          "midnight"};
const std::vector<const char*> kMonthsDe = {"Januar",    "Februar", "März",     "April",
                                            "Mai",       "Juni",    "Juli",     "August",
                                            "September", "Oktober", "November", "Dezember"};
const std::vector<const char*> kRelativeDe = {
    "morgen",    "gestern",           "heute",       "nächste Woche",   "letzten Monat",
    "am Montag", "kommenden Freitag", "heute Abend", "vor zwei Wochen", "nächstes Jahr",
    "Dienstag",  "Mittwoch",          "Donnerstag",  "Samstag"};
const std::vector<const char*> kMonthsFr = {"janvier",   "février", "mars",     "avril",
                                            "mai",       "juin",    "juillet",  "août",
                                            "septembre", "octobre", "novembre", "décembre"};
const std::vector<const char*> kRelativeFr = {
    "demain",   "hier",    "aujourd'hui",     "la semaine prochaine", "lundi", "mardi prochain",
    "vendredi", "ce soir", "le mois dernier", "demain matin",         "samedi"};
const std::vector<const char*> kMonthsEs = {"enero",      "febrero", "marzo",     "abril",
                                            "mayo",       "junio",   "julio",     "agosto",
                                            "septiembre", "octubre", "noviembre", "diciembre"};
const std::vector<const char*> kRelativeEs = {
    "mañana",     "ayer",          "hoy",       "la próxima semana", "el lunes",  "el viernes",
    "esta noche", "el mes pasado", "el martes", "hace dos semanas",  "el domingo"};
const std::vector<const char*> kStreetsEn = {
    "Street", "St",      "St.",   "Avenue", "Ave",       "Ave.",    "Road",   "Rd", "Rd.",
    "Lane",   "Ln",      "Drive", "Dr",     "Boulevard", "Blvd",    "Court",  "Ct", "Way",
    "Place",  "Terrace", "Close", "Square", "Crescent",  "Gardens", "Parkway"};
const std::vector<const char*> kStreetNamesEn = {
    "Main",       "Oak",  "Maple", "Park",    "Church",   "High",       "Elm",
    "Washington", "Lake", "Hill",  "Station", "Victoria", "Cedar",      "Mill",
    "River",      "King", "Queen", "Green",   "London",   "Springfield"};
const std::vector<const char*> kStates = {"AL", "AZ", "CA", "CO", "FL", "GA", "IL",
                                          "MA", "MI", "MN", "NC", "NJ", "NY", "OH",
                                          "OR", "PA", "TX", "VA", "WA", "WI"};

}  // namespace

std::string Fillers::digits(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i)
    text += static_cast<char>('0' + random_.below(i == 0 ? 9 : 10) + (i == 0 ? 1 : 0));
  return text;
}

// Half of the names are of the language, where there are lists of it.
const std::string& Fillers::locale_of(const std::string& lang) {
  std::vector<const std::string*> own;
  for (const std::string& locale : g_.locales) {
    if (locale == lang || locale.starts_with(lang + "-")) own.push_back(&locale);
  }
  return own.empty() || random_.chance(0.5) ? random_.pick(g_.locales) : *random_.pick(own);
}

std::string Fillers::person(const std::string& lang) {
  const std::string& locale = locale_of(lang);
  std::string given = random_.pick(g_.given_names.at(locale));
  std::string last = random_.pick(g_.surnames.at(locale));
  if (random_.chance(0.3)) given = random_.pick(g_.given_names.at("list-us"));
  if (random_.chance(0.15)) last = random_.pick(g_.surnames.at("list-us"));
  const uint64_t kind = random_.below(100);
  if (kind < 22) return given;
  if (kind < 31) return last;
  if (kind < 37) return given + " " + static_cast<char>('A' + random_.below(26)) + ". " + last;
  if (kind < 41) return given + " " + random_.pick(g_.given_names.at(locale)) + " " + last;
  if (kind < 44) return last + ", " + given;
  if (kind < 47) return given + " " + last + "-" + random_.pick(g_.surnames.at(locale));
  if (kind < 49) return std::string(1, static_cast<char>('A' + random_.below(26))) + ". " + last;
  return given + " " + last;
}

std::string Fillers::location(const std::string& lang) {
  const uint64_t kind = random_.below(100);
  const auto& countries =
      g_.countries.count(lang) != 0 ? g_.countries.at(lang) : g_.countries.at("en");
  if (kind < 50) return random_.pick(g_.cities);
  if (kind < 78) return random_.pick(countries);
  if (kind < 88) return random_.pick(g_.regions);
  auto country = g_.cities_of.begin();
  std::advance(country, static_cast<std::ptrdiff_t>(random_.below(g_.cities_of.size())));
  if (kind < 95) return random_.pick(country->second) + ", " + country->first;
  return random_.pick(g_.cities_of.at("United States")) + ", " + from(kStates);
}

std::string Fillers::organization() {
  const uint64_t kind = random_.below(100);
  const std::string& locale = random_.pick(g_.locales);
  const auto name = [&] { return random_.pick(g_.surnames.at(locale)); };
  if (kind < 40) return random_.pick(g_.companies);
  if (kind < 55) return name() + " " + from(kSuffixes);
  if (kind < 60) return name() + ", " + name() + " and " + name();
  if (kind < 64) return name() + "-" + name();
  if (kind < 72) return random_.pick(g_.cities) + " " + from(kBodies);
  if (kind < 75) return "University of " + random_.pick(g_.cities);
  std::string made = from(kStems) + (random_.chance(0.8) ? from(kEnds) : " " + from(kSuffixes));
  if (random_.chance(0.3)) made += " " + from(kSuffixes);
  return made;
}

std::string Fillers::people() {
  return random_.pick(g_.peoples);
}

std::string Fillers::date(const std::string& lang) {
  const std::string day = number(1, 28);
  const std::string year = number(1930, 2029);
  const auto two = [](const std::string& text) { return text.size() < 2 ? "0" + text : text; };
  if (lang == "de") {
    return random_.chance(0.5)
               ? two(day) + "." + two(number(1, 12)) + "." + year
               : day + ". " + from(kMonthsDe) + (random_.chance(0.6) ? " " + year : "");
  }
  if (lang == "fr" || lang == "es") {
    if (random_.chance(0.4)) return two(day) + "/" + two(number(1, 12)) + "/" + year;
    if (lang == "fr") return day + " " + from(kMonthsFr) + (random_.chance(0.6) ? " " + year : "");
    return day + " de " + from(kMonthsEs) + (random_.chance(0.6) ? " de " + year : "");
  }
  switch (random_.below(10)) {
    case 0:
    case 1:
      return number(1, 12) + "/" + day + "/" + (random_.chance(0.7) ? year : year.substr(2));
    case 2:
      return year + "-" + two(number(1, 12)) + "-" + two(day);
    case 3:
      return from(kMonthsEn) + " " + day + ", " + year;
    case 4:
      return from(kMonthsEn) + " " + day + from({"th", "", "th", ""});
    case 5:
      return day + " " + from(kMonthsEn) + " " + year;
    case 6:
      return from(kMonthsEn) + " " + year;
    case 7:
      return two(day) + from({".", "-"}) + two(number(1, 12)) + "." + year;
    default:
      return year;
  }
}

std::string Fillers::date_time(const std::string& lang) {
  const uint64_t kind = random_.below(100);
  if (kind < 55) return date(lang);
  if (kind < 62 && lang == "en") {
    return number(1, 12) +
           (random_.chance(0.5) ? ":" + std::to_string(random_.between(10, 59)) : "") +
           from({" am", " pm", "am", "pm", " a.m.", " PM"});
  }
  if (kind < 68)
    return std::to_string(random_.between(8, 22)) + ":" + std::to_string(random_.between(10, 59));
  if (lang == "de") return from(kRelativeDe);
  if (lang == "fr") return from(kRelativeFr);
  if (lang == "es") return from(kRelativeEs);
  if (kind < 80) return from(kDaysEn) + (random_.chance(0.2) ? " at " + number(1, 12) : "");
  return from(kRelativeEn);
}

std::string Fillers::street(const std::string& lang) {
  const std::string house = number(1, random_.chance(0.6) ? 199 : 29999);
  const std::string& surname = random_.pick(g_.surnames.at(random_.pick(g_.locales)));
  if (lang == "de" || random_.chance(0.1)) {
    const std::string name =
        random_.chance(0.7) ? random_.pick(g_.streets)
                            : surname + from({"straße", "weg", "gasse", "allee", "str.", "platz"});
    return name + " " + house;
  }
  if (lang == "fr" || random_.chance(0.07)) {
    return house + from({" rue ", ", rue ", " avenue ", " bis, rue ", " boulevard ", " place "}) +
           from({"de ", "du ", "", "des "}) + surname;
  }
  if (lang == "es" || random_.chance(0.07)) {
    return from({"Calle ", "C/ ", "Avenida ", "Plaza ", "Paseo ", "Rua "}) + surname +
           from({" ", ", ", ", nº "}) + house;
  }
  if (random_.chance(0.1)) return house + " " + random_.pick(g_.streets);
  const std::string name = random_.chance(0.4) ? from(kStreetNamesEn) : surname;
  return house + " " + (random_.chance(0.15) ? from({"N ", "S ", "West ", "East ", "NW "}) : "") +
         name + " " + from(kStreetsEn);
}

std::string Fillers::address(const std::string& lang) {
  const uint64_t kind = random_.below(100);
  if (kind < 14 && lang == "en") return random_.pick(g_.us_addresses);
  if (kind < 22) return random_.pick(g_.world_addresses);
  if (kind < 25 && lang == "en") {
    return from({"Unit ", "PSC "}) + digits(4) + from({" Box ", ", Box "}) + digits(4) +
           from({"\n", ", ", " "}) + from({"APO", "FPO", "DPO"}) + from({" AE ", " AP ", " AA "}) +
           digits(5);
  }
  if (kind < 28) return from({"PO Box ", "P.O. Box ", "Postfach "}) + digits(random_.between(2, 5));
  auto country = g_.cities_of.begin();
  std::advance(country, static_cast<std::ptrdiff_t>(random_.below(g_.cities_of.size())));
  std::string text = street(lang);
  if (random_.chance(0.25)) {
    text += from({" Apt. ", ", Apt ", " Suite ", ", Suite ", "\nSuite ", ", Unit ", " #", ", Flat ",
                  ", Floor "}) +
            number(1, 999);
  }
  if (kind < 48) return text;
  const std::string gap = from({", ", ", ", "\n", " ", "\n "});
  const std::string city = random_.pick(country->second);
  const std::string code = digits(random_.between(4, 5));
  switch (random_.below(6)) {
    case 0:
      return text + gap + random_.pick(g_.cities_of.at("United States")) + ", " + from(kStates) +
             " " + digits(5);
    case 1:
      return text + gap + code + " " + city;
    case 2:
      return text + gap + city + " " + code;
    case 3:
      return text + gap + city + gap + country->first + (random_.chance(0.5) ? " " + code : "");
    case 4:
      return text + gap + code + " " + city + gap + country->first;
    default:
      return text + gap + city;
  }
}

std::string Fillers::other(const std::string& slot) {
  if (slot == "PHONE_NUMBER") {
    return from({"+1 ", "", "(", "0", "+44 ", "+49 "}) + digits(3) + from({" ", "-", ") "}) +
           digits(3) + from({" ", "-"}) + digits(4);
  }
  if (slot == "EMAIL_ADDRESS") {
    return random_.pick(g_.given_names.at("list-us")) + from({".", "", "_"}) + digits(2) + "@" +
           from({"example.com", "mail.example.org", "example.net"});
  }
  if (slot == "IBAN_CODE")
    return from({"DE", "GB", "FR", "ES"}) + digits(2) + " " + digits(4) + " " + digits(4) + " " +
           digits(4);
  if (slot == "CREDIT_CARD") return digits(4) + " " + digits(4) + " " + digits(4) + " " + digits(4);
  if (slot == "US_SSN") return digits(3) + "-" + digits(2) + "-" + digits(4);
  if (slot == "IP_ADDRESS")
    return number(1, 223) + "." + number(0, 255) + "." + number(0, 255) + "." + number(1, 254);
  return "https://www.example." + from({"com", "org", "net"}) + "/" + digits(3);
}

std::string Fillers::noun() {
  std::string first = random_.pick(g_.german_nouns);
  if (random_.chance(0.7)) return first;
  // A compound; a noun that ends in these takes an s when another follows.
  static const std::vector<std::string> kWithS = {"ung", "heit", "keit", "schaft", "ion", "tät"};
  for (const std::string& end : kWithS) {
    if (first.ends_with(end)) first += "s";
  }
  const std::string& second = random_.pick(g_.german_nouns);
  if (static_cast<unsigned char>(second[0]) >= 0x80) return first;
  first += static_cast<char>(second[0] | 0x20);
  return first + second.substr(1);
}

std::string Fillers::value(const std::string& slot, const std::string& lang) {
  if (slot == "PERSON") return person(lang);
  if (slot == "LOCATION") return location(lang);
  if (slot == "ORGANIZATION") return organization();
  if (slot == "NRP") return people();
  if (slot == "DATE_TIME") return date_time(lang);
  if (slot == "ADDRESS") return address(lang);
  if (slot == "NOUN") return noun();
  if (slot == "YEAR") return number(1930, 2029);
  return other(slot);
}

Row Fillers::fill(const Template& form) {
  static const std::vector<std::string> kOther = {"PHONE_NUMBER", "EMAIL_ADDRESS", "IBAN_CODE",
                                                  "CREDIT_CARD",  "US_SSN",        "IP_ADDRESS",
                                                  "URL",          "NOUN"};
  Row row;
  row.source = "templates";
  row.lang = form.lang;
  row.is_made = true;
  row.annotated.assign(detect::kNameTypes, true);
  const auto& names = detect::kNameTypeNames;
  for (size_t at = 0; at < form.text.size();) {
    const size_t close = form.text[at] == '{' ? form.text.find('}', at) : std::string::npos;
    const std::string slot =
        close == std::string::npos ? "" : form.text.substr(at + 1, close - at - 1);
    const auto type = std::find(names.begin(), names.end(), slot == "YEAR" ? "DATE_TIME" : slot);
    const bool is_slot =
        type != names.end() || std::find(kOther.begin(), kOther.end(), slot) != kOther.end();
    if (slot.empty() || !is_slot) {
      row.text += form.text[at++];
      continue;
    }
    const std::string filled = value(slot, form.lang);
    if (type != names.end()) {
      row.spans.push_back({row.text.size(), row.text.size() + filled.size(),
                           static_cast<detect::NameType>(type - names.begin())});
    }
    row.text += filled;
    at = close + 1;
  }
  return row;
}

std::vector<Template> own_templates() {
  static const std::vector<const char*> kEnglish = {
      "{PERSON}",
      "{ADDRESS}",
      "{LOCATION}",
      "{ORGANIZATION}",
      "{DATE_TIME}",
      "hi {PERSON}",
      "hey, it's {PERSON} here",
      "thanks {PERSON}!",
      "Name: {PERSON}\nAddress: {ADDRESS}",
      "who is {PERSON}",
      "Who is {PERSON}?",
      "what's the weather in {LOCATION} {DATE_TIME}",
      "i live in {LOCATION}",
      "I grew up in {LOCATION} and moved to {LOCATION}.",
      "{PERSON} and {PERSON} are coming {DATE_TIME}",
      "{PERSON}, {PERSON} and {PERSON}",
      "dob {DATE_TIME}",
      "born {DATE_TIME}",
      "{PERSON} ({DATE_TIME})",
      "My address is {ADDRESS}",
      "Where do you live? {ADDRESS}",
      "send it to {ADDRESS} please",
      "{PERSON}\n{ADDRESS}",
      "{PERSON}\n{ORGANIZATION}\n{ADDRESS}\n{PHONE_NUMBER}",
      "{ORGANIZATION}\n{ADDRESS}",
      "The office of {ORGANIZATION} is at {ADDRESS}.",
      "we met at {ADDRESS} {DATE_TIME}",
      "full name {PERSON}, email {EMAIL_ADDRESS}, phone {PHONE_NUMBER}",
      "My boss {PERSON} is {NRP}.",
      "the {NRP} ambassador visited {LOCATION}",
      "She speaks with a {NRP} accent.",
      "I love {NRP} food",
      "a {NRP} friend of mine",
      "As a {NRP}, I find this offensive.",
      "Is {ORGANIZATION} hiring?",
      "{ORGANIZATION} was founded in {DATE_TIME} by {PERSON}.",
      "I used to work for {ORGANIZATION}.",
      "{PERSON} works at {ORGANIZATION} as a nurse",
      "ask {PERSON} from {ORGANIZATION}",
      "shares of {ORGANIZATION} fell",
      "My flight from {LOCATION} to {LOCATION} is on {DATE_TIME}.",
      "{LOCATION} is lovely in spring.",
      "How far is {LOCATION} from {LOCATION}?",
      "Customer: {PERSON}\nOrder date: {DATE_TIME}\nShip to: {ADDRESS}",
      "{\"name\": \"{PERSON}\", \"city\": \"{LOCATION}\", \"dob\": \"{DATE_TIME}\"}",
      "name,city,company\n{PERSON},{LOCATION},{ORGANIZATION}",
      "call me {PERSON}",
      "my mum's maiden name is {PERSON}",
      "last name: {PERSON}",
      "First name {PERSON}, surname {PERSON}",
      "{PERSON}'s car broke down in {LOCATION}",
      "Mr. {PERSON} will see you now.",
      "Dear Mrs {PERSON},",
      "Best,\n{PERSON}",
      "Kind regards,\n\n{PERSON}\n{ORGANIZATION}",
      "The author, {PERSON}, was born in {LOCATION} in {DATE_TIME}.",
      "{PERSON} scored twice as {ORGANIZATION} beat {ORGANIZATION}",
      "Did {PERSON} ever play {PERSON}?",
      "A book by {PERSON} about {LOCATION}",
      "{PERSON} sang it better than {PERSON}",
      "Album: Nights\nArtist: {PERSON}",
      "deliver to {PERSON} at {ADDRESS} by {DATE_TIME}",
      "the house at {ADDRESS} is for sale",
      "Turn left at {ADDRESS} and park.",
      "{ADDRESS} is where the shop used to be",
      "Please update my address to {ADDRESS}.",
      "Card holder {PERSON}, {CREDIT_CARD}",
      "Pay {PERSON} {IBAN_CODE}",
      "server {IP_ADDRESS} is run by {ORGANIZATION}",
      "in {DATE_TIME} we moved",
      "It happened on {DATE_TIME}.",
      "until {DATE_TIME} at the latest",
      "see {URL} for details, says {PERSON}",
      "{PERSON}: ok, see you {DATE_TIME}\n{PERSON}: great!"};
  static const std::vector<const char*> kGerman = {
      "{PERSON}",
      "Hallo {PERSON}, wie geht's?",
      "Ich heiße {PERSON} und wohne in {LOCATION}.",
      "{PERSON} wohnt in der {ADDRESS}",
      "Meine Adresse ist {ADDRESS}.",
      "Sehr geehrter Herr {PERSON},",
      "Sehr geehrte Frau {PERSON},",
      "Mit freundlichen Grüßen\n{PERSON}\n{ORGANIZATION}",
      "Wer ist {PERSON}?",
      "Der Vertrag zwischen {PERSON} und der {ORGANIZATION} vom {DATE_TIME}",
      "{PERSON}, geboren am {DATE_TIME} in {LOCATION}",
      "Name: {PERSON}\nAnschrift: {ADDRESS}",
      "ich bin {PERSON} aus {LOCATION}",
      "Gestern traf {PERSON} den Vorstand von {ORGANIZATION}.",
      "Die {ORGANIZATION} sitzt in {LOCATION}.",
      "{PERSON} und {PERSON} heiraten {DATE_TIME}."};
  static const std::vector<const char*> kFrench = {
      "{PERSON}",
      "Bonjour {PERSON}, comment vas-tu ?",
      "Je m'appelle {PERSON} et j'habite à {LOCATION}.",
      "Mon adresse est {ADDRESS}.",
      "{PERSON} travaille chez {ORGANIZATION} depuis {DATE_TIME}.",
      "Qui est {PERSON} ?",
      "Monsieur {PERSON}, né le {DATE_TIME} à {LOCATION}",
      "Selon {PERSON}, directeur de {ORGANIZATION}, la situation s'améliore.",
      "{PERSON} est arrivé à {LOCATION} {DATE_TIME}."};
  static const std::vector<const char*> kSpanish = {
      "{PERSON}",
      "Hola {PERSON}, ¿qué tal?",
      "Me llamo {PERSON} y vivo en {LOCATION}.",
      "Mi dirección es {ADDRESS}.",
      "{PERSON} trabaja en {ORGANIZATION} desde {DATE_TIME}.",
      "¿Quién es {PERSON}?",
      "Don {PERSON}, nacido el {DATE_TIME} en {LOCATION}",
      "Según {PERSON}, presidente de {ORGANIZATION}, todo va bien."};
  static const std::vector<const char*> kItalian = {
      "Ciao {PERSON}, come stai?",
      "Mi chiamo {PERSON} e vivo a {LOCATION}.",
      "{PERSON} lavora per {ORGANIZATION} a {LOCATION}.",
      "Chi è {PERSON}?",
      "Secondo {PERSON}, la {ORGANIZATION} chiuderà.",
      "Il signor {PERSON} è partito per {LOCATION}."};
  static const std::vector<const char*> kDutch = {
      "Hallo {PERSON}, hoe gaat het?",
      "Ik heet {PERSON} en woon in {LOCATION}.",
      "{PERSON} werkt bij {ORGANIZATION} in {LOCATION}.",
      "Wie is {PERSON}?",
      "Volgens {PERSON} van {ORGANIZATION} is dat niet waar.",
      "Geachte heer {PERSON},"};
  std::vector<Template> all;
  const auto add = [&](const std::vector<const char*>& list, const char* lang) {
    for (const char* text : list) all.push_back({text, lang, false});
  };
  add(kEnglish, "en");
  add(kGerman, "de");
  add(kFrench, "fr");
  add(kSpanish, "es");
  add(kItalian, "it");
  add(kDutch, "nl");
  return all;
}

}  // namespace gs::train
