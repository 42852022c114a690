# What Canada says otherwise than Europe.

-practice = { $form ->
   *[the] the clinic
    [The] The clinic
}
-practitioner = { $form ->
   *[your] your care provider
}

date-with-year = { $weekday }, { $month } { $day }, { $year }
date-without-year = { $weekday }, { $month } { $day }
date-without-weekday = { $month } { $day }
time = { $half ->
    [am] { $hour-12 }:{ $minute-digits } a.m.
   *[pm] { $hour-12 }:{ $minute-digits } p.m.
}

service = Service
practitioner-service = Service
practitioner-choose-service = Choose a service to see the free times.
call = Call { -practice(form: "the") } at
call-at = Call { -practice(form: "the") } at { $phone }
birth-date-hint = Day, month and year, for example 27 3 1984
email-malformed = Check the address: it looks like name@example.ca.
