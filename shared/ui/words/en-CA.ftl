# What Canada says otherwise than Europe.

-practice = { $form ->
   *[the] the clinic
    [The] The clinic
}
-practitioner = { $form ->
   *[your] your care provider
    [a] a care provider
}

date-with-year = { $weekday }, { $month } { $day }, { $year }
date-without-year = { $weekday }, { $month } { $day }
date-without-weekday = { $month } { $day }
time = { $half ->
    [am] { $hour-12 }:{ $minute-digits } a.m.
   *[pm] { $hour-12 }:{ $minute-digits } p.m.
}
fold-first = daylight time
fold-second = standard time

service = Service
find-text = Name, profession or service
find-city = City
office-services = Services
find-none-next = Check the spelling, try a single word, or search without the city.
practitioner-service = Service
practitioner-choose-service = Choose a service to see the free times.
call = Call { -practice(form: "the") } at
call-at = Call { -practice(form: "the") } at { $phone }
birth-date-hint = Day, month and year, for example 27 3 1984
email-malformed = Check the address: it looks like name@example.ca.
postal-code-malformed = Check the postal code: it looks like M5V 2T6.
alert-title = Join the cancellation list
alert-start = Join the list
alert-stop = Leave the list
