"""Words of customer experience in four languages: a line is one lemma, its forms as people write them."""

from __future__ import annotations

__all__ = ["WORDS"]

POLISH = """
faktura faktury fakturze fakturę fakturą faktur
dostawa dostawy dostawie dostawę dostawą dostaw
zwrot zwrotu zwrotem zwrocie zwroty zwrotów
kurier kuriera kurierowi kurierem kurierzy kurierów
umowa umowy umowie umowę umową umów
reklamacja reklamacji reklamację reklamacją reklamacje
paczka paczki paczce paczkę paczką paczek
przesyłka przesyłki przesyłce przesyłkę przesyłką przesyłek
zamówienie zamówienia zamówieniu zamówieniem zamówień
płatność płatności płatnością płatnościami
opłata opłaty opłacie opłatę opłatą opłat
cena ceny cenie cenę ceną cen
sklep sklepu sklepie sklepem sklepy sklepów
obsługa obsługi obsłudze obsługę obsługą
konsultant konsultanta konsultantem konsultanci konsultantów
kolejka kolejki kolejce kolejkę kolejką
rachunek rachunku rachunkiem rachunki rachunków
konto konta koncie kontem kont
hasło hasła haśle hasłem haseł
aplikacja aplikacji aplikację aplikacją aplikacje
strona strony stronie stronę stroną stron
błąd błędu błędem błędzie błędy błędów
problem problemu problemem problemy problemów
czas czasu czasem czasie czasy
telefon telefonu telefonem telefonie telefony telefonów
wiadomość wiadomości wiadomością wiadomościach
odpowiedź odpowiedzi odpowiedzią odpowiedziach
pytanie pytania pytaniu pytaniem pytań
produkt produktu produktem produkcie produkty produktów
jakość jakości jakością
gwarancja gwarancji gwarancję gwarancją gwarancje
naprawa naprawy naprawie naprawę naprawą napraw
serwis serwisu serwisem serwisie serwisy
klient klienta klientowi klientem klienci klientów
pracownik pracownika pracownikiem pracownicy pracowników
opóźnienie opóźnienia opóźnieniu opóźnieniem opóźnień
termin terminu terminie terminem terminy terminów
pieniądze pieniędzy pieniędzmi pieniądzom
internet internetu internetem internecie
karta karty karcie kartę kartą kart
rabat rabatu rabatem rabacie rabaty rabatów
kupon kuponu kuponem kuponie kupony
adres adresu adresem adresie adresy adresów
czekać czekam czekałem czekałam czekamy czekali
czekanie czekania czekaniu czekaniem
zadowolony zadowolona zadowoleni zadowolonych zadowolonego
uszkodzony uszkodzona uszkodzone uszkodzoną uszkodzonej
szybki szybka szybkie szybkiego szybką
miły miła miłe miłego miłą
drogi droga drogie drogiego drogą
""".strip()

ROMANIAN = """
factură factura facturi facturii facturile facturilor
livrare livrarea livrări livrării livrările livrărilor
rambursare rambursarea rambursări rambursării rambursările
curier curierul curieri curierului curierii curierilor
contract contractul contracte contractului contractele contractelor
reclamație reclamația reclamații reclamației reclamațiile
colet coletul colete coletului coletele coletelor
comandă comanda comenzi comenzii comenzile comenzilor
plată plata plăți plății plățile plăților
preț prețul prețuri prețului prețurile prețurilor
magazin magazinul magazine magazinului magazinele
serviciu serviciul servicii serviciului serviciile serviciilor
client clientul clienți clientului clienții clienților
angajat angajatul angajați angajatului angajații
operator operatorul operatori operatorului operatorii
coadă coada cozi cozii cozile
cont contul conturi contului conturile
parolă parola parole parolei parolele
aplicație aplicația aplicații aplicației aplicațiile
pagină pagina pagini paginii paginile
eroare eroarea erori erorii erorile
problemă problema probleme problemei problemele problemelor
timp timpul timpuri timpului timpurile
telefon telefonul telefoane telefonului telefoanele
mesaj mesajul mesaje mesajului mesajele
răspuns răspunsul răspunsuri răspunsului răspunsurile
întrebare întrebarea întrebări întrebării întrebările
produs produsul produse produsului produsele produselor
calitate calitatea calități calității
garanție garanția garanții garanției garanțiile
reparație reparația reparații reparației reparațiile
întârziere întârzierea întârzieri întârzierii întârzierile
termen termenul termene termenului termenele
ban banul bani banii banilor
internet internetul internetului
card cardul carduri cardului cardurile
reducere reducerea reduceri reducerii reducerile
adresă adresa adrese adresei adresele
retur returul retururi returului retururile
abonament abonamentul abonamente abonamentului abonamentele
ofertă oferta oferte ofertei ofertele
aștepta aștept așteaptă așteptat așteptam așteptând
așteptare așteptarea așteptări așteptării
mulțumit mulțumită mulțumiți mulțumite
rapid rapidă rapizi rapide
bun bună buni bune
scump scumpă scumpi scumpe
defect defectul defecte defectului defectele
depozit depozitul depozite depozitului
sfat sfatul sfaturi sfatului sfaturile
""".strip()

RUSSIAN = """
счёт счета счету счётом счетом счетов
доставка доставки доставке доставку доставкой доставок
возврат возврата возврату возвратом возвраты возвратов
курьер курьера курьеру курьером курьеры курьеров
договор договора договору договором договоры договоров
жалоба жалобы жалобе жалобу жалобой жалоб
посылка посылки посылке посылку посылкой посылок
заказ заказа заказу заказом заказы заказов
оплата оплаты оплате оплату оплатой оплат
цена цены цене цену ценой цен
магазин магазина магазину магазином магазины магазинов
обслуживание обслуживания обслуживанию обслуживанием
оператор оператора оператору оператором операторы операторов
очередь очереди очередью очередей
карта карты карте карту картой карт
пароль пароля паролю паролем пароли паролей
приложение приложения приложению приложением приложений
страница страницы странице страницу страницей страниц
ошибка ошибки ошибке ошибку ошибкой ошибок
проблема проблемы проблеме проблему проблемой проблем
время времени временем времена времён
телефон телефона телефону телефоном телефоны телефонов
сообщение сообщения сообщению сообщением сообщений
ответ ответа ответу ответом ответы ответов
вопрос вопроса вопросу вопросом вопросы вопросов
товар товара товару товаром товары товаров
качество качества качеству качеством
гарантия гарантии гарантию гарантией гарантий
ремонт ремонта ремонту ремонтом ремонты
сервис сервиса сервису сервисом сервисы сервисов
клиент клиента клиенту клиентом клиенты клиентов
сотрудник сотрудника сотруднику сотрудником сотрудники сотрудников
задержка задержки задержке задержку задержкой задержек
срок срока сроку сроком сроки сроков
деньги денег деньгам деньгами деньгах
интернет интернета интернету интернетом интернете
скидка скидки скидке скидку скидкой скидок
адрес адреса адресу адресом адресов
накладная накладной накладную накладные накладных
квитанция квитанции квитанцию квитанцией квитанций
списание списания списанию списанием списаний
тариф тарифа тарифу тарифом тарифы тарифов
ждать жду ждал ждала ждали ждём
ожидание ожидания ожиданию ожиданием
довольный довольна довольны довольного довольная
сломанный сломанная сломанное сломанного сломанной
быстрый быстрая быстрое быстрого быстро
вежливый вежливая вежливое вежливого вежливо
дорогой дорогая дорогое дорогого дорого
отменить отменил отменила отменили отменят
""".strip()

ENGLISH = """
invoice invoices invoiced invoicing
delivery deliveries
deliver delivers delivered delivering
refund refunds refunded refunding
wait waits waited waiting
courier couriers
contract contracts contracted contracting
complaint complaints
complain complains complained complaining
parcel parcels
order orders ordered ordering
pay pays paid paying
payment payments
charge charges charged charging
price prices priced pricing
shop shops shopped shopping
store stores stored storing
service services serviced servicing
agent agents
queue queues queued queuing
account accounts
password passwords
app apps
error errors
problem problems
late later latest
delay delays delayed delaying
call calls called calling
message messages messaged messaging
answer answers answered answering
question questions questioned questioning
reply replies replied replying
product products
quality qualities
warranty warranties
repair repairs repaired repairing
break breaks broke broken breaking
customer customers
employee employees
return returns returned returning
cancel cancels cancelled canceled cancelling
subscription subscriptions
subscribe subscribes subscribed subscribing
discount discounts discounted
address addresses addressed addressing
promise promises promised promising
damage damages damaged damaging
help helps helped helping helpful
buy buys bought buying
receipt receipts
satisfy satisfies satisfied satisfying
staff staffs staffed
""".strip()

#: Language → lemmas, each a tuple of its forms.
WORDS = {
    language: tuple(tuple(line.split()) for line in text.splitlines())
    for language, text in (("pl", POLISH), ("ro", ROMANIAN), ("ru", RUSSIAN), ("en", ENGLISH))
}
