"""What make_campaign.py makes the example of: shops, people, places, texts and prices, all of them invented."""

from typing import NamedTuple

SHOPS = ("Quillmoor", "Tessavel", "Brindlewick", "Ostavera", "Halmbrook", "Velorindo", "Pimwelle", "Zorvanta")
DOMAINS = ("example.com", "example.org", "example.net")
SLUG = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Origin(NamedTuple):
    """Where some of the recipients live: [a|b] in a number means one of these, # a digit; {} in money the amount."""

    language: str
    rows: int
    money: str
    number: str
    cities: str


# Numbers set aside for fiction where the regulator has some (GB, US, CA, IE, FR), else random ones of the right shape.
US_AREAS = "206|212|305|312|404|415|503|512|602|617|702|713|720|808"
CA_AREAS = "403|416|514|604|613|902"
ORIGINS = (
    Origin("en", 1000, "£{}.90", "44[7700900|7700900|7700900|2079460]###", "London|Leeds|Bristol|Cardiff"),
    Origin("en", 1000, "${}.90", f"1[{US_AREAS}]55501##", "New York|Seattle|Austin|Denver|Portland, OR|Washington, DC"),
    Origin("en", 420, "CA${}.90", f"1[{CA_AREAS}]55501##", "Toronto|Vancouver|Ottawa|Calgary|Montréal|Halifax"),
    Origin("en", 300, "€{}.90", "3532091#####", "Dublin|Cork|Galway|Limerick|Dún Laoghaire"),
    Origin("en", 35, "US${}.90", "29756#####", "Oranjestad|San Nicolas|Noord"),
    Origin("en", 25, "US${}.90", "68077#####", "Koror|Melekeok"),
    Origin("de", 1250, "{},90 €", "4915[1|2|7|9]########", "Berlin|Hamburg|München|Köln|Leipzig|Frankfurt am Main"),
    Origin("de", 260, "{},90 €", "43[650|660|664|676|699]#######", "Wien|Graz|Linz|Salzburg"),
    Origin("de", 200, "CHF {}.90", "417[6|7|8|9]#######", "Zürich|Bern|Basel|Winterthur"),
    Origin("fr", 800, "{},90 €", "3363998####", "Paris|Lyon|Marseille|Nîmes|Besançon|Saint-Étienne"),
    Origin("fr", 200, "{},90 €", "324[7|8|9]#######", "Bruxelles|Liège|Namur|Charleroi"),
    Origin("fr", 100, "CHF {}.90", "417[6|7|8|9]#######", "Genève|Lausanne|Neuchâtel"),
    Origin("es", 600, "{},90 €", "346########", "Madrid|Sevilla|Málaga|Cádiz|Logroño"),
    Origin("es", 350, "${}.90 MXN", "52[55|33|81]########", "Ciudad de México|Guadalajara|Monterrey|Mérida"),
    Origin("es", 100, "${}.900", "573[0|1|2]########", "Bogotá|Medellín|Cali"),
    Origin("it", 900, "{},90 €", "393[2|3|4|8|9]########", "Roma|Milano|Torino|Forlì|Napoli"),
    Origin("pt", 300, "{},90 €", "3519[1|2|3|6]#######", "Lisboa|Braga|Évora|Setúbal"),
    Origin("pt", 400, "R$ {},90", "55[11|21|31|51]9########", "São Paulo|Belo Horizonte|Florianópolis|Curitiba"),
    Origin("pl", 500, "{},90 zł", "48[50|51|53|60|66|69|72|78|88]#######", "Warszawa|Kraków|Łódź|Wrocław|Gdańsk"),
    Origin("tr", 400, "{},90 TL", "905[0|3|4|5]########", "İstanbul|Ankara|İzmir|Eskişehir|Muğla"),
    Origin("el", 180, "{},90 €", "3069[3|4|7|8]#######", "Αθήνα|Θεσσαλονίκη|Πάτρα|Ηράκλειο"),
    Origin("el", 40, "{},90 €", "357[96|97|99]######", "Λευκωσία|Λεμεσός|Λάρνακα"),
    Origin("ru", 180, "{}90 ₽", "79[03|10|16|21|26|85]#######", "Москва|Казань|Самара|Екатеринбург"),
    Origin("ru", 60, "{}90 ₸", "77[01|05|07|77]#######", "Алматы|Астана|Караганда"),
    Origin("hi", 150, "₹{}", "91[70|88|96|97|98|99]########", "दिल्ली|जयपुर|लखनऊ|भोपाल|पटना"),
    Origin("ar", 80, "{} د.إ", "9715[0|2|4|5|6]#######", "دبي|أبوظبي|الشارقة|العين"),
    Origin("ar", 60, "{} ر.س", "9665[0|3|5]#######", "الرياض|جدة|الدمام"),
    Origin("zh", 90, "{}元", "861[38|39|50|58|88]########", "北京|上海|成都|杭州|西安"),
    Origin("zh", 20, "S${}", "65[8|9]#######", "新加坡"),
)

NAMES = {
    "en": "Olivia Noah Amelia George Grace Liam Chloe Ethan Zoë Mia Oscar Ruby Siobhán Jack Renée Harper Owen Priya",
    "de": "Anna Lukas Jürgen Sabine Felix Käthe Jonas Marie Björn Lena Paul Sophie Götz Hannah Emil Ursula",
    "fr": "Camille Léa Hugo Zoé Benoît Chloé François Manon Jérôme Inès Louis Agnès Théo Anaïs Mathieu Hélène",
    "es": "Lucía Hugo Martín Sofía José Carmen Íñigo Paula Álvaro Valeria Diego Inés Begoña Andrés Elena Mateo",
    "it": "Giulia Marco Chiara Luca Sofia Alessandro Niccolò Martina Matteo Elisa Noè Francesca Davide Aurora",
    "pt": "João Maria Inês Tiago Beatriz Gonçalo Ana Luísa Rafael Conceição Pedro Camila Mateus Letícia",
    "pl": "Anna Łukasz Katarzyna Paweł Zofia Michał Agnieszka Jan Małgorzata Tomasz Julia Grażyna Piotr Ewa",
    "tr": "Ayşe Mehmet Zeynep Emre Elif Çağlar Gül Burak Şule Oğuz Işıl Deniz Hüseyin Defne",
    "el": "Μαρία Γιώργος Ελένη Νίκος Κατερίνα Δημήτρης Σοφία Κώστας Άννα Γιάννης Ιωάννα Θανάσης",
    "ru": "Анна Дмитрий Ольга Сергей Екатерина Алексей Мария Иван Наталья Пётр Алия Тимур",
    "hi": "प्रिया राहुल अंजलि अमित कविता विकास नेहा संजय पूजा अर्जुन सुनीता रोहन",
    "ar": "فاطمة محمد مريم أحمد نورة خالد عائشة عمر ليلى يوسف سارة سلطان",
    "zh": "王芳 李伟 张敏 刘洋 陈静 杨帆 赵磊 黄丽 周杰 吴霞 徐强 孙悦",
}

# One message a line (a backslash joins lines): its kind, then its text. A pilcrow stands for a newline.
TEXTS = {
    "en": """\
order Hi {name}, we've shipped your order {order}. Track it here: {link}
code {code} is your {shop} code. It's valid for 10 minutes - don't share it with anyone.
code [{shop}] Your one-time code: {code}
appointment Reminder: you're booked in at {shop} {city} on {day} May at {time}. Can't make it? Reply CHANGE.
marketing {name}, it's our birthday! Get {percent}% off everything at {shop} until {day} May - in store and online: \
{link} Reply STOP to opt out.
delivery Your parcel {order} arrives today at around {time}.¶Not at home? Pick a neighbour or a safe place: {link}
payment Dear {name}, invoice {order} for {money} is due on {day} May. If you have already paid, please ignore this \
message. Questions? {link}
event Hi {name}, here's all you need for "Mend It Yourself" on {day} May:¶- Doors open at {time}, we start half an \
hour later.¶- Bring an old shirt, a notebook and a pair of scissors; we'll provide the rest.¶- Lunch is included. \
Vegetarian, vegan or allergic to something? Tell us by the day before.¶- Can't come after all? Pass on your ticket \
{order}: {link}¶We're looking forward to seeing you at our {city} workshop... and bring a friend! {shop}""",
    "de": """\
order Hallo {name}, Ihre Bestellung {order} ist unterwegs. Sendung verfolgen: {link}
code Ihr Code für {shop} lautet {code}. Bitte geben Sie ihn nicht weiter.
marketing Nur bis {day}. Mai - {percent} % auf alles bei {shop}! Ihr Gutscheincode: [MAI{code}] Gleich einlösen: \
{link} Abmelden mit STOP.
delivery Ihr Paket {order} kommt heute gegen {time} Uhr.¶Nicht zu Hause? Wir geben es gern beim Nachbarn ab: {link}
event Einladung zum "Sommerabend" bei {shop} in {city}: {day}. Mai, {time} Uhr - mit Musik, Häppchen und kleinen \
Überraschungen... Wir freuen uns auf Sie, {name}! Zusagen: {link}
payment Guten Tag {name}, für die Rechnung {order} über {money} ist noch keine Zahlung eingegangen. Bitte überweisen \
Sie den Betrag bis zum {day}. Mai. Falls Sie schon bezahlt haben, betrachten Sie diese Nachricht als erledigt.""",
    "fr": """\
order Bonjour {name}, votre commande {order} a été expédiée. Suivi : {link}
code {code} est votre code {shop}. Valable 10 minutes, ne le communiquez à personne.
marketing C'est la fête chez {shop} ! -{percent} % sur tout le magasin jusqu'au {day} mai avec le code MAI{code}. Ça \
vous tente ? {link} Pour ne plus recevoir nos messages : STOP
payment Bonjour {name}, sauf erreur de notre part, la facture {order} de {money} reste impayée. Merci de la régler \
avant le {day} mai : {link}
event Bonjour {name}, nous avons le plaisir de vous inviter à la soirée "Lumières d'été", le {day} mai à {time} dans \
notre magasin de {city}. Au programme : un concert, un buffet préparé par les commerçants du quartier et {percent} % \
de remise sur la nouvelle collection. Réservez vite : {link} À bientôt, {shop}""",
    "es": """\
order Hola {name}, tu pedido {order} ya está en camino. Sigue el envío aquí: {link}
code Tu código de {shop} es {code}. No lo compartas con nadie.
appointment Recordatorio: tienes cita en {shop} {city} el {day} de mayo a las {time}. Si no puedes venir, responde NO.
delivery Tu paquete {order} llega hoy sobre las {time}.¶¿No vas a estar en casa? Elige otro momento: {link}
event ¡Abrimos nueva tienda en {city}! Te esperamos el {day} de mayo a las {time} con "Música y tapas", talleres para \
niños y un {percent} % de descuento en ropa de verano. Enseña este mensaje al entrar o reserva tu plaza aquí: {link} \
Si no quieres recibir más mensajes de {shop}, responde BAJA.""",
    "it": """\
order Ciao {name}, il tuo ordine {order} è stato spedito. Segui la consegna: {link}
code Il tuo codice {shop} è {code}. Non comunicarlo a nessuno.
appointment Promemoria: il {day} maggio alle {time} hai un appuntamento da {shop} a {city}. Per spostarlo rispondi NO.
marketing È il momento giusto! Fino al {day} maggio {percent}% di sconto da {shop} con il codice MAGGIO{code}: {link} \
Per non ricevere più messaggi rispondi STOP.
event {name}, ti aspettiamo all'"Aperitivo d'estate" di {shop} a {city}, il {day} maggio alle {time}... porta chi \
vuoi! Conferma qui: {link}""",
    "pt": """\
order Olá {name}, a encomenda {order} já foi enviada. Acompanhe aqui: {link}
code {code} é o seu código {shop}. Não o envie a ninguém.
appointment Lembrete: tem hora marcada na {shop} {city} no dia {day} de maio, às {time}. Para remarcar, responda MUDAR.
marketing {name}, só até {day} de maio: {percent}% de desconto em tudo na {shop}! Use o código MAIO{code}: {link} Para \
não receber mais mensagens, responda SAIR.
payment Bom dia {name}, a fatura {order} de {money} vence no dia {day} de maio. Se pagou entretanto, por favor ignore \
esta mensagem.""",
    "pl": """\
order {name}, Twoje zamówienie {order} zostało wysłane. Śledź przesyłkę: {link}
code Kod {shop}: {code}. Nie podawaj go nikomu.
delivery Kurier dostarczy przesyłkę {order} dziś około {time}.¶Nie ma Cię w domu? Wybierz punkt odbioru: {link}
payment Przypomnienie: faktura {order} na kwotę {money}, termin płatności {day} maja. Jeśli należność została już \
opłacona, prosimy zignorować tę wiadomość.
event Zapraszamy na "Noc zakupów" w {shop}! {day} maja od godz. {time} czekają rabaty do {percent}%, pokaz mody i \
słodki poczęstunek - wstęp wolny, liczba miejsc ograniczona. Potwierdź obecność: {link}""",
    "tr": """\
order Merhaba {name}, {order} numaralı siparişiniz kargoya verildi. Takip: {link}
code {shop} doğrulama kodunuz: {code}. Kodu kimseyle paylaşmayın.
marketing Değerli müşterimiz, {day} Mayıs'a kadar {shop} mağazalarında tüm ürünlerde %{percent} indirim! Kod: \
MAYIS{code} {link} Çıkmak için RET yazın.
payment Sayın {name}, {order} numaralı faturanızın tutarı {money}, son ödeme tarihi {day} Mayıs. Ödeme yaptıysanız bu \
mesajı dikkate almayın. Teşekkürler.""",
    "el": """\
order Γεια σας! Η παραγγελία σας {order} έχει αποσταλεί. Παρακολούθηση: {link}
code Ο κωδικός σας για το {shop} είναι {code}. Μην τον δώσετε σε κανέναν.
appointment Υπενθύμιση: έχετε ραντεβού στις {day} Μαΐου, ώρα {time}, στο {shop} ({city}).
marketing Μόνο έως τις {day} Μαΐου: έκπτωση {percent}% σε όλα τα είδη στο {shop}! Κωδικός MAY{code}: {link}""",
    "ru": """\
order {name}, ваш заказ {order} отправлен. Отследить: {link}
code Код подтверждения {shop}: {code}. Никому его не сообщайте.
appointment Напоминаем: вы записаны в {shop} на {day} мая, {time}. Чтобы перенести визит, ответьте «ПЕРЕНОС».
payment Здравствуйте, {name}! Счёт {order} на сумму {money} нужно оплатить до {day} мая. Это можно сделать картой в \
личном кабинете: {link} Если вы уже заплатили, не обращайте внимания на это сообщение. Спасибо, что вы с нами!""",
    "hi": """\
order नमस्ते {name} जी, आपका ऑर्डर {order} भेज दिया गया है। यहाँ ट्रैक करें: {link}
code आपका {shop} ओटीपी {code} है। इसे किसी के साथ साझा न करें।
marketing {day} मई तक {shop} में हर चीज़ पर {percent}% की छूट! कोड MAY{code} का इस्तेमाल करें: {link}
payment प्रिय ग्राहक, बिल {order} की राशि {money} है और भुगतान की अंतिम तिथि {day} मई है। यदि आप भुगतान \
कर चुके हैं, तो कृपया इस संदेश को अनदेखा करें।""",
    "ar": """\
order مرحبًا {name}، تم شحن طلبك رقم {order}. لتتبع الشحنة: {link}
code رمز التحقق الخاص بك في {shop} هو {code}. يرجى عدم مشاركته مع أي شخص.
appointment تذكير: لديك موعد في {shop} ({city}) يوم {day} مايو الساعة {time}. لتغيير الموعد يرجى الرد على الرسالة.
payment نذكّرك بأن الفاتورة رقم {order} بقيمة {money} تستحق السداد يوم {day} مايو. إذا تم الدفع فيرجى تجاهل الرسالة.""",
    "zh": """\
order {name}您好，您的订单{order}已发货，物流查询：{link}
code 【{shop}】您的验证码是{code}，10分钟内有效，请勿告诉他人。
appointment 【{shop}】温馨提醒：您预约了5月{day}日{time}到店（{city}）。如需改期，请回复“改期”。
payment {name}您好，您的账单{order}金额为{money}，请于5月{day}日前支付。如已支付，请忽略本短信。""",
}

# rates.csv, with several of its lines on one line here.
RATES = """prefix,price,currency,name
1,0.0079,USD,United States|1403,0.0092,USD,Canada|1416,0.0089,USD,Canada|1514,0.0089,USD,Canada
1604,0.0089,USD,Canada|1613,0.0092,USD,Canada|1902,0.0105,USD,Canada|20,0.0890,EUR,Egypt|30,0.0510,EUR,Greece
32,0.0780,EUR,Belgium|33,0.0545,EUR,France|34,0.0460,EUR,Spain|351,0.0325,EUR,Portugal|353,0.0560,EUR,Ireland
357,0.0415,EUR,Cyprus|39,0.0605,EUR,Italy|41,0.0590,EUR,Switzerland|4179,0.0520,EUR,Switzerland (079)
43,0.0650,EUR,Austria|44,0.0420,EUR,United Kingdom|447700,0.0385,EUR,United Kingdom (07700)
48,0.0240,EUR,Poland|49,0.0730,EUR,Germany|52,0.0355,EUR,Mexico|55,0.0275,EUR,Brazil|57,0.0048,EUR,Colombia
65,0.0315,EUR,Singapore|7,0.1450,EUR,Russia|77,0.0980,EUR,Kazakhstan|86,0.0265,EUR,China|90,0.0125,EUR,Turkey
91,0.0380,EUR,India|966,0.0425,EUR,Saudi Arabia|971,0.0570,EUR,United Arab Emirates
""".replace("|", "\n")
