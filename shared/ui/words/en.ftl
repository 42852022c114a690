# English as written in Europe, and what Canada falls back to.

## Words that a country may call otherwise

-practice = { $form ->
   *[the] the practice
    [The] The practice
}
-practitioner = { $form ->
   *[your] your practitioner
    [a] a practitioner
}

## Days, hours, lengths

weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
day-number = { $day }
date-with-year = { $weekday } { $day } { $month } { $year }
date-without-year = { $weekday } { $day } { $month }
date-without-weekday = { $day } { $month }
time = { $hour-digits }:{ $minute-digits }
time-with-fold = { $time } ({ $fold })
fold-first = summer time
fold-second = winter time
moment = { $day } at { $time }
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-both = { $hours } h { $minutes }

## Around every page

guichet = Guichet
page-title = { $page } · { $place }
title-with-error = To correct: { $page }
skip = Skip to content
call = Call { -practice(form: "the") } on
call-at = Call { -practice(form: "the") } on { $phone }
privacy = Your details are used for your appointment and for nothing else.
powered = Online appointments with Guichet

## Facts of an appointment

when = When
service = Reason
duration = Length
price = Price
with = With
where = Where
where-home = At your address
where-remote = Remotely, by video
join = Join
access = Getting in
bring = To bring
patient = For
time-and-duration = { $time } · { $duration }
other-slot = Choose another time

## A practitioner's page

practitioner-title = { $name }, { $profession }
practitioner-book = Book an appointment
practitioner-place = Place of consultation
practitioner-service = Reason for the visit
practitioner-choose-service = Choose a reason to see the free times.
practitioner-choose-slot = Choose a time
practitioner-zone = Local time ({ $city }). All times shown are free.
practitioner-first = First free time:
practitioner-full = Fully booked
practitioner-hours = { $count ->
    [one] { $count } time
   *[other] { $count } times
}
practitioner-closed = No appointments
practitioner-slot-day = { $day } at
practitioner-none = No free time between { $from } and { $to }
practitioner-none-call = You can also call { -practice(form: "the") }: sometimes a place becomes free.
practitioner-earlier = See earlier days
practitioner-later = See later days
practitioner-days = Other days
practitioner-before = Before you come
practitioner-slot-taken = This time has just been taken. Please choose another.
practitioner-slot-past = This time is no longer offered. Please choose another.
practitioner-hold-lapsed = We are no longer keeping this time for you. Choose it again, or choose another.
practitioner-slot-full = This group has just filled up. Please choose another time.
practitioner-left = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
practitioner-next = Next free time:
practitioner-no-new-patients = No new patients are taken for the moment. If you are a patient here already, you can book.
service-group = In a group
service-first = For a first visit
service-follow-up = For patients already followed here

## Another time for an appointment

move-title = Move your appointment
move-when = The new time
move-now = It is planned for { $day } at { $time }.
move-effect = It stays at that time until you choose another.
move-back = Keep my appointment as it is

## The directory

find-title = Find { -practitioner(form: "a") }
find-title-asked = { $asked }, online appointments
find-text = Name, profession or reason
find-city = Town
find-submit = Search
find-results = Results
find-none = Nobody matches your search
find-none-next = Check the spelling, try a single word, or search without the town.
find-near = Nothing matches exactly. These are close to it.
find-pages = Pages of results
find-more = See more
find-next-free = Next free time: { $moment }
find-none-free = No free time online
find-seen = seen at { $time }
find-seen-day = seen on { $moment }
find-no-new-patients = Does not take new patients
find-by-phone = Appointments by telephone:
find-description = Find { -practitioner(form: "a") } and book an appointment online, without an account.
office-people = Who you can see
office-nobody = Nobody takes appointments online here at the moment.
office-places = { $count ->
    [one] Address
   *[other] Addresses
}
office-services = Reasons for the visit
office-description = { $name }, { $cities }: address, telephone and online appointments.

## Who comes

booking-title = Your appointment
booking-step = Last step
booking-held = We are keeping this time for you until { $time }.
booking-lapsed = We are no longer keeping this time for you. If it is still free, you can take it.
booking-who = Who is coming?
booking-who-home = Who is the visit for?
booking-home = Where do we come?
booking-home-hint = The address where this person is on the day of the appointment. Only { -practice(form: "the") } sees it.
street = Number and street
street-missing = Enter the number and the street.
door = Floor, code, name on the bell (optional)
postal-code = Postal code
postal-code-missing = Enter the postal code.
postal-code-malformed = Check the postal code: this country writes it otherwise.
city = Town
city-missing = Enter the town.
address-too-long = Shorten this line of the address: it is longer than we can record.
booking-for = Who is this appointment for?
booking-for-self = For me
booking-for-other = For a child or a relative
booking-trap = Leave this field empty
booking-contact = You, who are booking
booking-contact-hint = We will write to you.
contact-given-name = Your first name
contact-given-name-missing = Enter your first name.
contact-family-name = Your last name
contact-family-name-missing = Enter your last name.
booking-mend = { $count ->
    [one] One thing still to correct
   *[other] { $count } things still to correct
}
given-name = First name
given-name-missing = Enter the first name.
given-name-too-long = Shorten the first name: it is longer than we can record.
given-name-malformed = Write the first name with letters only.
family-name = Last name
family-name-missing = Enter the last name.
family-name-too-long = Shorten the last name: it is longer than we can record.
family-name-malformed = Write the last name with letters only.
birth-date = Date of birth
birth-date-hint = For example 27 3 1984
birth-day = Day
birth-month = Month
birth-year = Year
birth-date-missing = Enter the date of birth.
birth-date-incomplete = Complete the date of birth: day, month and year.
birth-date-not-a-date = Check the date of birth: there is no such day.
birth-date-in-future = Check the date of birth: it is in the future.
birth-date-too-long-ago = Check the year of birth, with all four digits.
email = Email address
email-hint = For the confirmation, with the link that lets you cancel.
email-hint-confirm = We send a link to it, to be opened within half an hour: it confirms the appointment.
email-missing = Enter an email address.
email-malformed = Check the address: it looks like name@example.com.
email-too-long = Shorten the address: it is longer than we can record.
booking-submit = Book this appointment
booking-check-again = The check did not succeed. Please do it again, then confirm once more.
booking-check-call = Booking here needs a check that runs with JavaScript. Without it, call { $phone }.
booking-check-none = Booking here needs a check that runs with JavaScript. Without it, book by telephone.
booking-privacy = These details go to { -practice(form: "the") }, for your appointment and for nothing else.

## The patient space

space = My appointments
space-all = See all my appointments
space-lead = Enter the address with which you book, for yourself or for those close to you. We send a link to it that opens the list.
space-ask = Send me the link
space-closed = To see your appointments, ask for a link.
space-left = You have left your appointments on this device.
space-asked = Open your mail
space-asked-to = If appointments were booked with the address { $email }, an email reaches it within a few minutes. Open its link in this browser: it works once, for { $duration }.
space-asked-none = Nothing comes? Look in the junk mail, check the address, or call { -practice(form: "the") }, which may not have this address.
space-again = Ask for another link
space-link-dead = The link to your appointments works once, for a quarter of an hour, in the browser in which it was asked for.
space-open-lead = One more step: some mailboxes open links by themselves, this button is for you only.
space-open = Open my appointments
space-nobody = No appointment goes with this address.
space-missing = Not everything can be shown now. Try again in a few minutes.
space-person = Someone whose given name starts with { $initial }
space-birth-date = Their date of birth, to see their appointments
space-differs = This is not the date of birth that we know. Check it.
space-show = See their appointments
space-barred = Their appointments cannot be shown here today. Call us.
space-ahead = To come
space-ahead-none = No appointments to come.
space-past = Past
space-off = Cancelled or moved
space-cancelled-by-patient = Cancelled at your request
space-cancelled-by-practice = Cancelled by { -practice(form: "the") }
space-older = For older ones, call us.
space-manage = See, move or cancel
space-leave = Leave my appointments

## An appointment, behind its link

tag-confirmed = Confirmed
tag-cancelled = Cancelled
tag-past = Past
tag-moved = Moved
appointment-just-booked = Your appointment is booked
appointment-standing = Your appointment
appointment-just-cancelled = Your appointment is cancelled
appointment-cancelled = This appointment was cancelled
appointment-past = This appointment is over
appointment-mail = A confirmation email will reach you within a few minutes. It contains the link to this page.
appointment-mail-to = A confirmation email will reach you within a few minutes at { $email }. It contains the link to this page.
appointment-cancel-mail = An email will confirm this within a few minutes.
appointment-cancel-mail-to = An email will confirm this within a few minutes at { $email }.
appointment-nothing-due = There is nothing else for you to do.
appointment-calendar = Add to my calendar
appointment-cancel = Can’t make it?
appointment-cancel-until = You can cancel until { $moment }.
appointment-cancel-effect = The time will be offered to someone else at once; to come after all, you would need to book again.
appointment-cancel-submit = Cancel my appointment
appointment-too-late = It is too late to cancel online. Please call { -practice(form: "the") } as soon as you can: someone else may be able to use your place.
appointment-cannot-come = The time for cancelling is over. If you cannot come, say so here: { -practice(form: "the") } sees it at once, and someone else may be able to use your place. For anything else, call us.
appointment-cannot-come-submit = I cannot come
appointment-rebook = Book again
appointment-move = Move my appointment
appointment-just-moved = Your appointment is moved
appointment-moved = This appointment was moved
appointment-moved-mail = An email will confirm this within a few minutes, with the link to this page. The former link is of no more use.
appointment-moved-from = It was planned for { $moment }.
appointment-moved-to = It now takes place on { $moment }.
appointment-moved-link = To see or cancel it, open the link in the latest message you received.
appointment-awaits = One more step
appointment-awaits-to = Open the link that we sent to { $email } to confirm.
appointment-awaits-mail = Open the link that we sent you to confirm.
appointment-awaits-until = The time is kept for you until { $time }. Nothing received? Look in your spam folder too, or call { -practice(form: "the") }.
appointment-to-confirm = Confirm your appointment
appointment-to-confirm-until = The time is kept for you until { $time }.
appointment-to-confirm-submit = Confirm my appointment
appointment-just-confirmed = Your appointment is confirmed
appointment-lapsed = This appointment was not confirmed in time
appointment-lapsed-next = The time was given back. You can choose another one.
tag-to-confirm = To be confirmed
tag-lapsed = Not confirmed

## When things go otherwise

notice-not-found = This page does not exist
notice-not-found-next = The address may be incomplete. Check it, or start again from the link you received.
notice-slot-taken = This time has just been taken
notice-slot-taken-next = Someone else chose it just before you. Other times may be free on the same day.
notice-slot-past = This time is no longer offered
notice-slot-past-next = It is over, or too close to be booked online.
notice-full = No place is left
notice-full-next = This group has just filled up. Other sessions may still have places.
notice-too-many-holds = You are keeping other times already
notice-too-many-holds-next = Finish one of them, or wait a few minutes: those that you do not confirm become free by themselves.
notice-too-often = Many appointments were asked for from here in a short time
notice-too-often-next = So that the agenda stays open to everybody, we limit how many there may be from one connection and for one address. Call { -practice(form: "the") }, or come back in a few hours.
notice-too-many-open = You have several appointments ahead already
notice-too-many-open-next = To book one more, call { -practice(form: "the") }. Cancelling one that you no longer need makes room too.
notice-confirm-first = Please confirm your other appointment first
notice-confirm-first-next = An appointment booked with this address is waiting to be confirmed. Open the link that we sent there, then come back for this one; or call { -practice(form: "the") }.
notice-no-new-patients = No new patients for the moment
notice-no-new-patients-next = If you have been here before, choose a follow-up appointment. For a first time, call { -practice(form: "the") }.
notice-not-online = This appointment is booked by telephone
notice-not-online-next = Call { -practice(form: "the") }: they will suggest a time.
notice-hours-away = The times of { $who } cannot be shown at the moment
notice-hours-away-next = Try again in a few minutes, or call { -practice(form: "the") }.
notice-looks-automatic = We could not book this appointment
notice-looks-automatic-next = A hidden field of the page was filled in, as programs do. Nothing was saved. Start again without automatic filling, or call { -practice(form: "the") }.
notice-link-invalid = This link does not open
notice-link-invalid-next = It may have been cut on its way. Open it from the message you received, or copy all of it.
notice-already-booked = This appointment is already booked
notice-already-booked-next = This form has already been used. The confirmation email contains the link to see or cancel the appointment.
notice-already-booked-other = For someone else, choose another time. If the email address was wrong, call { -practice(form: "the") }.
notice-link-expired = This link no longer works
notice-link-expired-next = For your safety, our links stop working after a while. For an appointment to come, call { -practice(form: "the") }.
notice-link-for-another-purpose = This link leads to something else
notice-link-for-another-purpose-next = It does not allow this. Open the latest message you received about this appointment.
notice-too-large = What you sent is too long
notice-too-large-next = Go back, shorten the text, then send it again.
notice-bad-request = We could not read your request
notice-bad-request-next = Go back to the page of { -practitioner(form: "your") } and start again. Nothing was saved.
notice-method-not-allowed = This address does not open this way
notice-method-not-allowed-next = Go back to the previous page and use its buttons.
notice-busy = Many requests at the moment
notice-busy-next = Wait a minute, then try again.
notice-internal = Something went wrong on our side
notice-internal-next = We have been told. Try again in a few minutes; if it lasts, call { -practice(form: "the") }.
notice-internal-reference = If you are asked for it, the reference is { $reference }.

## E-mails. A subject tells when, and never why.

mail-confirmed-subject = Appointment confirmed: { $moment }
mail-confirmed = Your appointment is confirmed
mail-confirmed-opening = We look forward to seeing you on { $moment }.
mail-manage = See or cancel my appointment
mail-manage-hint = This link is personal: whoever opens it can cancel the appointment.
mail-cancelled-subject = Appointment cancelled: { $moment }
mail-cancelled = Your appointment is cancelled
mail-cancelled-opening = The appointment of { $moment } will not take place. There is nothing else for you to do.
mail-rebook = Book again
mail-rebook-hint = The free times are on this page.
mail-colon = {":"}
mail-link = If the button does not open, copy this address:
mail-why-confirmed = You receive this email because an appointment was booked with this address. If it was not you, please tell { -practice(form: "the") }.
mail-why-cancelled = You receive this email because an appointment booked with this address was cancelled. If it was not you, please tell { -practice(form: "the") }.
mail-moved-subject = Appointment moved: { $moment }
mail-moved = Your appointment has been moved
mail-moved-opening = It was planned for { $from }. It now takes place on { $moment }.
mail-moved-manage-hint = This link replaces the former one. It is personal: whoever opens it can cancel the appointment.
mail-to-confirm-subject = Appointment to confirm: { $moment }
mail-to-confirm = Confirm your appointment
mail-to-confirm-opening = The time on { $moment } is kept for you until { $until }. Open the link below to confirm it.
mail-to-confirm-act = Confirm my appointment
mail-to-confirm-hint = If it is not confirmed by { $until }, the time will be offered to someone else. Once it is, you will receive the invitation for your calendar.
mail-why-to-confirm = You receive this email because an appointment was requested with this address. If it was not you, do not confirm: the time will be given back.
mail-why-moved = You receive this email because an appointment booked with this address was moved. If the new time does not suit you, open the link or call { -practice(form: "the") }.
mail-called-off-opening = We are sorry: { $practitioner } cannot keep the appointment of { $moment }. You can choose another time right away.
mail-why-called-off = You receive this email because { -practice(form: "the") } cancelled an appointment booked with this address. Call us with any question.
mail-confirmed-opening-home = We will come to you on { $moment }.
mail-confirmed-opening-remote = We will meet you remotely on { $moment }.

## An offer of something earlier

mail-offer-subject = An earlier time has come free: { $moment }
mail-offer-opening = You can bring your appointment of { $own } forward to { $moment }.
mail-offer-act = See the offer and answer
mail-offer-accept = Accept: your appointment is moved to the place on offer, and the time that you have now is given up.
mail-offer-decline = Decline: you keep your appointment.
mail-offer-nothing = Do nothing: you keep your appointment.
mail-offer-hint = This link is personal: anyone who opens it can see the appointment, cancel it, or move it, which gives up the present time.
mail-offer-why = You receive this email because an earlier time was wished for an appointment booked with this address.

## The link to the patient space

mail-space-subject = The link to your appointments
mail-space = Your appointments
mail-space-opening = Open this link in the browser in which you asked for it. It works once, for { $duration }.
mail-space-act = See my appointments
mail-space-hint = This link is personal: do not forward it.
mail-space-why = You receive this email because a link was asked for to the appointments booked with this address. If it was not you, there is nothing to do: nobody sees them without this link.

## E-mails to staff. A subject never bears the code.

mail-sign-in-subject = Your sign-in link
mail-sign-in = Sign in to Guichet
mail-sign-in-opening = Open this link in the browser in which you asked for it. It works once, for { $duration }.
mail-sign-in-act = Sign me in
mail-sign-in-hint = This link is personal: do not forward it.
mail-sign-in-why = You receive this email because a sign-in link was asked for with this address. If it was not you, there is nothing to do: nobody can sign in without this link.
mail-code-subject = Your confirmation code
mail-code = Confirm that it is you
mail-code-opening = Type this code on the page that asks for it. It works for { $duration }.
mail-code-hint = Give this code to nobody. We never ask for it, not even on the telephone.
mail-code-why = You receive this email because someone signed in with this address wants to do something sensitive. If it was not you, end your sessions.
mail-invitation-subject = Invitation to join a team
mail-invitation = { $practice } invites you
mail-invitation-opening = You are invited to join the team of { $practice }, as: { $roles }.
mail-invitation-act = See the invitation
mail-invitation-hint = The invitation works until { $date }, for this email address.
mail-invitation-why = You receive this email because { $practice } invites you. If you do not know it, there is nothing to do.
mail-today-subject = Appointment brought forward to today, { $time }
mail-today = An appointment is brought forward to today
mail-today-opening = A patient has brought their appointment forward to today, { $time }. It was planned for { $was }.
mail-today-act = See the day
mail-today-hint = The name is in the agenda, once you have signed in.
mail-today-why = You receive this email because free times of the same day, in an agenda that you run, are offered to patients who wait for something earlier.

role-owner = owner
role-practitioner = practitioner
role-secretary = front desk
role-accountant = accountant

## Being told of something earlier

alert-title = Be told if something earlier frees up
alert-about = If an earlier appointment frees up, we write to you and you choose. Until then, yours is kept.
alert-waits = If an earlier appointment frees up, you will receive an email and choose. Nothing else changes.
alert-start = Tell me by email
alert-save = Save my preferences
alert-stop = Stop telling me
alert-saved = Noted.
alert-ended = Noted: we will not offer you anything earlier.
alert-prefer = Say what suits me
alert-halves = The half-days that suit me
alert-halves-hint = If you tick none, all of them do.
alert-morning = Morning
alert-afternoon = Afternoon
alert-in-morning = { $day } morning
alert-in-afternoon = { $day } afternoon
alert-places = Other places that suit me
alert-places-hint = The place of your appointment always does.

## An offer of something earlier, behind its link

offer-days = { $days ->
    [1] A place has come free, one day earlier
   *[other] A place has come free, { $days } days earlier
}
offer-same-day = A place has come free, earlier the same day
offer-yours = Your appointment
offer-offered = The place on offer
offer-before = Before
offer-now = Now
offer-length = Length
offer-reply-before = Reply before
offer-accept = Accept and move my appointment
offer-decline = Decline and keep my first appointment
offer-others = Others may have received this offer: whoever accepts first gets the place.
offer-nothing = If you do not reply, nothing changes: your appointment on { $moment } is kept.
offer-busy = Somebody is booking this time right now. Try again in a few minutes: if it is still free, you can accept it.
offer-kept = Your appointment on { $moment } is kept.
offer-waits = If another place comes free, we will write to you.
offer-accepted-next = An email confirms it, with the new link.
offer-declined = You keep your appointment
offer-declined-then = You declined this offer
offer-taken = This place has just been taken
offer-taken-next = Someone else was quicker. Nothing has changed for you.
offer-expired = This offer is no longer valid
offer-expired-next = The time to reply is over.
offer-withdrawn = This place is no longer on offer
offer-moved = Your appointment on { $was } was moved: it now takes place on { $moment }.
offer-moved-place = Where: { $place }.
offer-cancelled = Your appointment on { $moment } was cancelled.
offer-gone = This appointment is not in the agenda any more
offer-gone-next = To know what became of it, call { -practice(form: "the") }.
offer-free = Free times before your appointment
offer-free-all = See all free times
offer-own = See my appointment
offer-stop = Stop receiving these offers
stop-about = We will not write to you any more when something earlier frees up. Other messages from { -practice(form: "the") } will reach you as before.
stop-none = With { $who }, you are not waiting for anything earlier. The button also stops offers from the other practitioners of { -practice(form: "the") }.
stop-done = You will not receive these offers any more
stop-again = To receive them again, ask for it on the page of your appointment.

## Calendar invite
invite-summary = Appointment with { $name }
