# The English of the desk's pages. The reader is staff.

## Around every page of the desk

d-account = Account:
d-practices = Your practices
d-home-link = Create or join
d-sessions = Sessions
d-sign-out = Sign out
d-nav = Main
d-menu = Menu
d-nav-today = Today
d-nav-patients = Patients
d-nav-team = Team
d-nav-settings = Settings
d-nav-audit = Audit log
d-nav-tokens = API keys
d-cancel = Go back, change nothing
d-save = Save
d-add = Add
d-change = Change
d-rename = Rename
d-remove = Remove
d-withdraw = Withdraw
d-withdraw-offer = Stop offering
d-revoke = Revoke
d-choose = Choose
d-show = Show
d-yes = Yes
d-no = No
d-nothing = Nothing
d-go-on = Continue
d-keys-move = move
d-keys-mark = a button’s letter presses it
d-keys-open = open
d-keys-search = search

## What was just done

d-said-saved = Saved.
d-said-added = Added.
d-said-withdrawn = Withdrawn.
d-said-invitation-sent = The invitation is on its way.
d-said-invitation-revoked = The invitation no longer works.
d-said-joined = Welcome to the team.
d-said-member-ended = This person no longer has access.
d-said-token-revoked = The key no longer works.
d-said-session-ended = The session is ended.
d-said-code-sent = A new code is on its way.
d-said-merged = The two records are now one.
d-said-kept-apart = Noted: they are two people.
d-said-practice-created = All set. Now invite your team.
d-said-changed-meanwhile = Somebody else was quicker: this is how it stands now. Check it, then try again.

## Signing in

d-sign-in = Sign in
d-sign-in-how = Enter your address: you will receive a link, no password needed.
d-sign-in-submit = Send me a link
d-sign-in-new = The same page creates an account: the first link opens it.
d-sign-in-needed = Sign in to see this page.
d-sign-in-session-over = Your session is over. Please sign in again.
d-sign-in-signed-out = You are signed out.
d-link-sent = Look in your mailbox
d-link-sent-to = If { $email } can receive a link, it will arrive in a moment. It works once, for { $duration }.
d-link-sent-browser = Open it in this browser.
d-link-sent-nothing = Nothing after a few minutes? Look in the junk folder, or ask for another link.
d-link-again = Ask for another link
d-confirm-sign-in = One more step
d-confirm-sign-in-who = You are signing in as { $email }. If that is not your address, close this page: the link is not yours.
d-confirm-sign-in-why = This button signs you in on this browser. After that the link no longer works.
d-confirm-sign-in-submit = Sign me in
d-link-dead = This link no longer works
d-link-dead-why = It has been used, or is too old. Another one arrives in a moment.
d-other-browser = This link opens in another browser
d-other-browser-why = For your safety, a link only signs in the browser in which it was asked for.
d-other-browser-next = Copy it into that browser, or ask for another one here. If you asked for nothing, close this page.
d-step-up = Confirm that it is you
d-step-up-sent = A six-digit code was sent to { $email }. It works for { $duration }.
d-step-up-erase = Before a patient is erased.
d-step-up-export = Before all of a patient’s data is handed out.
d-step-up-merge = Before two records become one.
d-step-up-token = Before an API key is made.
d-step-up-members = Before changing who may do what.
d-step-up-delegate = Before letting somebody act for you.
d-step-up-other = This action is sensitive.
d-code = Code
d-code-hint = Six digits; after that you will not be asked again for a few minutes.
d-code-submit = Confirm
d-code-again = Send another code

## What is to be mended

d-issue-missing = Please fill this in.
d-issue-not-chosen = Choose at least one.
d-issue-too-long = Shorten it: it is more than we can record.
d-issue-characters = Some characters do not belong here.
d-issue-malformed = Check how it is written.
d-issue-phone = Check the telephone number.
d-issue-length = Some characters are missing, or there are too many.
d-issue-check-digit = Check the number: a digit seems mistyped.
d-issue-part = Check the number: a part of it does not exist.
d-issue-detail = Check the version or the expiry.
d-issue-not-a-number = Write a whole number.
d-issue-range = Write a number from { $least } to { $most }.
d-issue-not-a-day = Check the date.
d-issue-hour-left-out = There is no such time that day: clocks go forward. Choose another.
d-issue-hour-twice = That night this time comes twice. Say which one.
d-cal-fold = Which of the two
d-issue-ends-first = Choose an end after the beginning.
d-issue-other-category = This does not go with this category: choose another, or empty this field.
d-issue-taken = This name is already in use.
d-issue-wrong-code = That is not the code. Look at the last message you received.
d-issue-code-over = This code no longer works. Ask for another.
d-issue-code-too-soon = A code was just sent. Wait a minute before asking for another.

## What deserves a second look

d-doubt-check-differs = To check: the check digit does not match.
d-doubt-check-missing = To check: typed without its check digits.
d-doubt-unusual-part = To check: a part of it is unusual.
d-doubt-no-such-date = To check: the birth date in it does not exist.
d-doubt-provisional = Provisional number.
d-doubt-birth-date = To check: the record has another date of birth.
d-doubt-sex = To check: the record has another sex.
d-doubt-names = To check: the record has other names.
d-doubt-expired = The card has expired.

## Roles, rights, delegations

d-role-owner = owner
d-role-owner-may = decides on everything
d-role-practitioner = practitioner
d-role-practitioner-may = gives care, has an agenda
d-role-secretary = front desk
d-role-secretary-may = runs the front desk
d-role-accountant = accountant
d-role-accountant-may = reads no patient’s record
d-roles = Roles
d-member-change = Change roles or link
d-roles-change = Change roles
d-right-settings-read = read settings
d-right-settings-write = change settings
d-right-members-read = read the team
d-right-members-write = manage the team
d-right-patients-read = read patients’ records
d-right-patients-write = change patients’ records
d-right-patients-export = hand out a patient’s data
d-right-patients-erase = erase a patient
d-right-agenda-read = read agendas
d-right-agenda-write = run agendas
d-right-audit-read = read the audit log
d-right-tokens-write = manage API keys
d-delegation-agenda = Agenda
d-delegation-billing = Billing
d-delegation-attest = Attest my care

## Before there is a practice

d-home = Welcome
d-home-no-invitation = You accept an invitation from the link in the email.
d-create = Create a practice
d-create-why = You will own it, and can invite your team.
d-create-submit = Create
d-country = Country
d-country-fr = France
d-country-be = Belgium
d-country-ca = Canada
d-practice-name = Name of the practice
d-phone = Telephone
d-phone-2 = Other telephone
d-address = Address
d-address-1 = Address, first line
d-address-2 = Address, second line
d-city = Town
d-city-hint = As patients look for it.
d-zone = Time zone
d-invitation-roles = Your role: { $roles }.
d-invitation-for = For { $email }, until { $date }.
d-invitation-sign-in = To accept, sign in with this address.
d-sign-in-again = Sign in
d-invitation-wrong = You are signed in with { $email }. Sign out, then open the invitation again.
d-invitation-accept = Join the team
d-invitation-dead = This invitation no longer works
d-invitation-dead-next = It was accepted, revoked, or is too old. Ask whoever invited you for another.
d-profession = Profession
d-profession-hint = For example Physiotherapist.

## The day

d-today = Today
d-days-nav = Other days
d-day-before = Day before
d-day-after = Day after
d-practitioners = Agendas
d-today-count = { $count ->
    [one] { $count } appointment
   *[other] { $count } appointments
}
d-today-empty = No appointments on this day.
d-today-empty-next = Appointments made online appear here by themselves.
d-busy = Busy
d-no-name = Name to come
d-unconfirmed = To be confirmed by the patient by { $time }
d-undo = Undo
d-state-booked = Booked
d-state-confirmed = Confirmed
d-state-arrived = Arrived
d-state-attended = Present
d-state-absent = Absent
d-state-cancelled-by-patient = Cancelled by the patient
d-state-cancelled-late = Cancelled by the patient, after the notice
d-state-cancelled-by-practitioner = Cancelled by the practitioner
d-state-moved = Moved

## Patients

d-patient = Patient’s record
d-patient-new = New patient
d-patient-edit = Change the record
d-patient-enter = Create the record
d-patient-more = Other actions
d-patient-audit = Who read or changed this record
d-search = Search
d-search-label = Search for a patient
d-search-hint = Name, date of birth or telephone
d-recent = Recent
d-recent-none = No records yet. Patients who book online get one at once.
d-found = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
d-found-none = Nobody by that name. Try fewer letters, or the date of birth.
d-found-more = There are more: narrow the search.
d-born-as = born { $name }
d-age = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
d-facts = Details
d-birth-name = Birth name
d-birth-name-hint = If it is another.
d-known-as = Known as
d-known-as-hint = If it is another.
d-sex = Sex
d-sex-female = Female
d-sex-male = Male
d-sex-other = Other
d-not-said = Not stated
d-language = Language of messages
d-language-first = That of { -practice(form: "the") }
d-form-who = Identity
d-contacts = Contact
d-street = Street and number
d-postcode = Postal code
d-identifiers = Health numbers
d-identifier-niss = National register number (NISS)
d-identifier-nir = French social security number (NIR)
d-identifier-nam = Québec health insurance number (NAM)
d-identifier-ohip = Ontario health card
d-identifier-phn-bc = PHN (British Columbia)
d-identifier-uli-ab = ULI (Alberta)
d-identifier-version = Version code
d-identifier-expiry = Expiry (year and month)
d-notes = Notes
d-notes-none = No notes.
d-notes-older = Older notes
d-note-label = New note
d-note-submit = Add the note
d-relations = Relatives
d-relations-none = Nobody answers for this patient, nor do they for anyone.
d-relation = Relation
d-relation-parent = mother or father
d-relation-guardian = legal guardian
d-relation-partner = partner
d-relation-child = daughter or son
d-relation-relative = someone else close
d-relation-carer = carer
d-guardians = Answer for this patient
d-dependants = This patient answers for
d-guardian-add = Add a relative
d-guardian-existing = Somebody with a record
d-guardian-other = Somebody without a record
d-guardian-other-why = They are written to for the patient; they are not cared for here.
d-guardian-submit = Add this person
d-for-patient = For { $name }
d-online = Online booking
d-online-blocked = Asked to call: online forms say nothing else. The email address, family name and birth date of this record are recognised together; without an address, both names and the birth date. Without a birth date nobody is recognised.
d-online-open = May book online.
d-online-block = Ask to call
d-online-allow = Allow again
d-trail-online-blocked = Online booking: is to call
d-trail-online-allowed = Online booking: allowed
d-trail-alerts-stopped = The patient wants no more offers
d-absences =
    { $count ->
        [one] { $count } appointment missed
       *[other] { $count } appointments missed
    }
d-consents = Consents
d-consents-none = No consent recorded.
d-consents-older = Older consents
d-consent-add = Record a consent
d-consent-which = To what
d-consent-text = Version of the text
d-consent-text-hint = The one the person read, for example 2026-03.
d-consent-texts = Texts to read together
d-consent-how = How
d-consent-submit = Record
d-consent-given = text { $version }, on { $moment }
d-consent-withdrawn = withdrawn on { $moment }
d-consent-data = Keeping and using data
d-consent-sms = Text messages
d-consent-email = Messages by email
d-consent-doctor = Informing the referring doctor
d-consent-remote = Teleconsultation
d-given-paper = on paper
d-given-orally = by word of mouth
d-given-online = online
d-alike = Looks like a record that exists
d-alike-why = If it is the same person, open their record rather than create another.
d-alike-anyway = It is another person: create the record
d-duplicates = Maybe the same person
d-duplicates-why = Look at both, then say whether they are one person.
d-duplicates-none = No record looks like another one.
d-duplicates-all = Records that may be the same person
d-alike-identifier = same health number
d-alike-birth = same day of birth, similar name
d-alike-contact = same contact, same first name
d-compare = Compare
d-keep-apart = They are two people
d-merged-into = This record is now part of that of
d-erased-at = This patient’s data was erased on { $moment }.
d-erased-tally = See what remains

## A patient's appointments

d-visits = Appointments
d-visits-ahead = To come
d-visits-past = Past
d-visits-none = No appointments.
d-visits-all = All appointments
d-visits-older = Older
d-visits-silent = The agenda of { $name } did not answer: their appointments are missing here.
d-visits-silent-one = An agenda did not answer: its appointments are missing here.

## Two records become one

d-merge = Merge two records
d-merge-why = Compare, then choose the record that stays. The other becomes part of it.
d-merge-field = Detail
d-merge-entered = Record created on
d-merge-appointments = Appointments
d-merge-which = Which one stays?
d-merge-keep = Keep this one
d-merge-chosen = You chose to keep this one.
d-merge-after = Appointments, notes, relatives and consents follow. The audit log keeps a trace.

## Erasure and export

d-erase-link = Erase this patient
d-erase = Erase this patient?
d-erase-what = Name, details, numbers and notes disappear everywhere. This cannot be undone.
d-erase-kept = What the law requires is kept as long as it must be; the next page says what.
d-erase-code = You will be asked for a code.
d-erase-submit = Erase
d-tally = Erasure of a patient
d-tally-asked = Asked on { $moment } by { $name }.
d-tally-record = Record { $id }
d-tally-waiting = Some answers are still awaited.
d-tally-refresh = Refresh
d-tally-done = All answers are in.
d-tally-keeper = Where
d-tally-state = Answer
d-tally-is-waiting = Waiting
d-tally-erased = Erased
d-tally-kept = Kept until { $date }
d-tally-kept-open = Kept
d-kept-appointment = an appointment is to come
d-kept-message = a message is on its way
d-keeper-records = Records
d-keeper-agenda = Agenda
d-keeper-messages = Messages
d-keeper-identity = Sign-in
d-keeper-invoices = Invoices
d-keeper-claims = Claims
d-keeper-documents = Documents
d-export = Data kept about a patient
d-export-made = By { $practice }, on { $moment }.
d-export-html = All their data, to read
d-export-json = All their data, JSON file
d-export-appointments = Appointments
d-export-messages = Messages
d-message-to-confirm = Request to confirm
d-message-confirmation = Confirmation
d-message-moved = Move
d-message-cancellation = Cancellation
d-message-offer = Earlier time offered
d-message-queued = waiting
d-message-sending = being sent
d-message-sent = sent
d-message-failed = not delivered
d-message-dropped = given up
d-message-in-doubt = perhaps sent
d-export-accesses = Readings and changes

## The team

d-members = Members
d-members-next = Next members
d-members-first = First members
d-member = Member
d-you = you
d-since = since { $date }
d-member-end = End access
d-delegations = Delegations
d-delegations-why = Each chooses who may act in their place.
d-delegations-alone = Nobody else in the team yet.
d-invite = Invite
d-invite-why = They receive a link, and join the team by accepting.
d-invite-submit = Send the invitation
d-invitations = Open invitations
d-invitation-dates = sent on { $sent }, valid until { $until }

## Settings

d-settings = Rules and details
d-default = Default: { $value }
d-in-minutes = In minutes
d-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
d-in-days = In days
d-appointments = { $count ->
    [one] { $count } appointment
   *[other] { $count } appointments
}
d-setting-name = Name
d-setting-telephone = Telephone
d-setting-cancellation-notice = Notice for cancelling online
d-setting-booking-notice = Shortest notice for booking online
d-setting-booking-horizon = How many days ahead patients book
d-setting-open-bookings = Appointments ahead per patient, booked online
d-setting-confirm-by-link = Have online bookings confirmed by a link
d-setting-delegate = The front desk runs every agenda
d-setting-duplicates = Propose merging similar records
d-setting-token-days = Life of an API key
d-setting-invitation-days = Life of an invitation
d-locations = Locations
d-location-add = Add a location
d-location-change = Change the location
d-locations-none = Add a location to open availability.
d-access-hint = Floor, lift, stop nearby. Everybody can read it.
d-entry = Only for patients with an appointment
d-entry-hint = Door code, bell. In their messages and behind their link.
d-services = Services
d-service-add = Add a service
d-service-change = Change the service
d-services-none = Add what patients can book.
d-service-label = Name
d-service-label-hint = What patients read.
d-service-minutes = Length in minutes
d-service-price = Price
d-service-price-hint = Empty: no price shown.
d-service-visit = For whom
d-service-before = Preparation before, in minutes
d-service-after = Tidying up after, in minutes
d-service-travel = Travel, in minutes
d-service-travel-hint = For a home visit: there and back.
d-service-join = Video link
d-member-join-hint = For their teleconsultations, instead of the service’s.
d-service-join-hint = For a teleconsultation: only patients with an appointment receive it.
d-visit-any = Every patient
d-visit-first = First time only
d-visit-follow-up = Patients already in care
d-categories = Categories
d-category = Category
d-category-none = None
d-category-name = Name
d-category-new = New category
d-category-home = Home visit
d-category-remote = Teleconsultation
d-category-group = Group
d-locked = fixed

## Keys for machines

d-tokens-why = To connect other software. A key acts for { -practice(form: "the") }.
d-tokens-none = No keys.
d-token-live = Active
d-token-expired = Expired
d-token-revoked = Revoked
d-token-made = Made on { $date } by { $name }
d-token-until = Valid until { $date }
d-token-used = Last used: { $moment }
d-token-unused = Never used
d-token-new = New key
d-token-label = What is it for?
d-token-label-hint = For example Accounting.
d-token-rights = What it may do
d-token-days = Days it works
d-token-days-hint = { $count ->
    [one] At most { $count } day.
   *[other] At most { $count } days.
}
d-token-submit = Make the key
d-token-issued = The key is ready
d-token-issued-for = For: { $label }
d-token-once = Copy it now: it will never be shown again.
d-token-secret = Key
d-token-kept = I have copied it

## Who did what

d-audit-why = Every act, and every reading of a record.
d-audit-export = Export
d-audit-text = Text
d-audit-who = Who
d-audit-what = What
d-audit-when = When
d-audit-object = Object
d-audit-anyone = Anyone
d-audit-anything = Anything
d-audit-from = From
d-audit-to = To
d-audit-filter = Filter
d-audit-none = Nothing for these filters.
d-audit-pages = Pages
d-audit-older = Older
d-audit-newest = To the newest
d-act-practice-founded = Created
d-act-practice-presented = Name or telephone changed
d-act-settings-changed = Setting changed
d-act-location-put = Location added or changed
d-act-location-removed = Location withdrawn
d-act-service-put = Service added or changed
d-act-service-removed = Service withdrawn
d-act-category-put = Category added or renamed
d-act-category-removed = Category withdrawn
d-act-keys-rotated = Encryption key replaced
d-act-member-invited = Invited somebody
d-act-invitation-accepted = Invitation accepted
d-act-invitation-revoked = Invitation revoked
d-act-member-changed = Member changed
d-act-member-ended = Member’s access ended
d-act-delegation-given = Delegation given
d-act-delegation-withdrawn = Delegation withdrawn
d-act-token-issued = API key made
d-act-token-revoked = API key revoked
d-act-patient-entered = Patient entered
d-act-patient-read = Record read
d-act-patient-searched = Patients searched
d-act-patient-changed = Record changed
d-act-patient-merged = Records merged
d-act-patient-erased = Patient erased
d-act-patient-exported = Data handed out
d-act-duplicate-dismissed = Two different people
d-act-note-added = Note added
d-act-consent-given = Consent recorded
d-act-consent-withdrawn = Consent withdrawn
d-act-guardian-added = Relative added
d-act-guardian-removed = Relative removed
d-act-appointment-attendance = Appointment changed
d-act-audit-read = Audit log read

## Sessions

d-sessions-why = The browsers where you are signed in. End those you do not recognise.
d-session-unknown = Unknown browser
d-session-here = this one
d-session-times = Started: { $started } · last used: { $used }
d-session-end = End
d-session-end-others = End all others

## When things go otherwise

d-notice-forbidden = This page is not open to you
d-notice-forbidden-next = Your role does not allow it. An owner can change that.
d-notice-not-found-next = The address may be incomplete, or the thing is no longer there.
d-notice-changed = Changed in the meantime
d-notice-changed-next = Somebody else changed it while you were working on it. Nothing was saved: start again from the current version.
d-notice-key-reused = This form has already been used
d-notice-key-reused-next = Open it again to save something else.
d-notice-not-possible = That is not possible now
d-notice-not-possible-next = Things have changed. Look at the page, then decide.
d-notice-unavailable = Not available right now
d-notice-unavailable-next = Try again in a moment: nothing will be done twice.
d-notice-bad-request-next = Go back to the previous page and start again. Nothing was saved.
d-notice-internal-next = We have been told. Try again in a few minutes.

## The agenda

d-nav-agenda = Calendar
d-view-day = Day
d-view-week = Week
d-view-month = Month
d-weekday-short = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
d-cal-month = { $month } { $year }
d-cal-week-of = { $first } to { $last }
d-cal-before = Earlier
d-cal-after = Later
d-cal-views = View
d-cal-everywhere = Every place
d-cal-place = New appointment
d-cal-hours = Opening hours
d-cal-closings = Closures
d-cal-terms = Online booking
d-cal-undo = Undo the last act
d-cal-keys = Keyboard shortcuts
d-cal-key-move = move
d-cal-moving = Arrows move it, Enter confirms, Escape gives up.
d-cal-silent = { $name }’s calendar is not answering at the moment. The others are up to date.
d-cal-count = { $count ->
    [one] { $count } appointment
   *[other] { $count } appointments
}
d-cal-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
d-cal-standing = { $count ->
    [one] { $count } appointment still stands in the closed time: tell the patient, or move it.
   *[other] { $count } appointments still stand in the closed time: tell the patients, or move them.
}
d-cal-standing-ended = { $count ->
    [one] { $count } appointment still stands in the hours that ended: tell the patient, or move it.
   *[other] { $count } appointments still stand in the hours that ended: tell the patients, or move them.
}
d-cal-cancelled-with = { $count ->
    [one] { $count } appointment is cancelled, and the patient is told.
   *[other] { $count } appointments are cancelled, and the patients are told.
}
d-cal-open = Open from
d-cal-free = free
d-cal-closed = Closed
d-cal-nothing = Nothing that day.
d-did-placed = The appointment is made.
d-did-moved = The appointment is moved.
d-did-marked = Attendance is noted.
d-did-cancelled = The appointment is cancelled. If the patient has an email address, they are told in two minutes.
d-did-deleted = The appointment is removed.
d-did-closed = This time is closed.
d-did-reopened = This time is open again.
d-did-opened = The hours are saved.
d-did-ended = The hours are ended.
d-did-undone = The act is undone.
d-undone-too-late = Too late to take that back: it could be for two minutes. The cancellation stands; give a new appointment if need be.
d-obstacle-taken = This time is already taken.
d-obstacle-full = The group is full.
d-obstacle-closed = This time is closed.
d-cal-force-why = You may choose another time, or go ahead all the same: that choice is kept in the audit trail.
d-cal-force = Go ahead all the same
d-cal-patient = Patient
d-cal-what = Service and place
d-cal-when = Date and length
d-cal-practitioner = Calendar
d-cal-service = Service
d-cal-location = Place
d-cal-date = Date
d-cal-time = Time
d-cal-minutes = Another length, in minutes
d-cal-minutes-hint = Empty: the service’s own.
d-cal-message = Message to the patient
d-cal-silent-box = Send no message
d-cal-silent-why = For an appointment entered afterwards.
d-cal-find = Find a free time
d-cal-starts = Free times
d-cal-starts-none = No free time within six weeks. Try later, another place, or choose a time.
d-cal-place-submit = Make this appointment
d-cal-back = Back to the calendar
d-cal-presence = Attendance
d-cal-move = Move
d-cal-cancel = Cancel the appointment
d-cal-cancel-why = A patient with an email address gets a message with a link to book again; if there is none, call them. You have two minutes to take the cancellation back.
d-cal-delete = Remove
d-cal-delete-why = For a mistake: nobody is told, and the time is free again. This cannot be undone.
d-cal-hours-new = Open hours
d-cal-hours-change = Change the hours
d-cal-hours-none = Nothing is open. Open hours so that patients can book.
d-cal-more-hours = More
d-cal-once = that day only
d-cal-every-weeks = { $count ->
    [one] every week
   *[other] every { $count } weeks
}
d-cal-other-rule = by a rule of its own
d-cal-between = from { $first } to { $last }
d-cal-since = from { $first } on
d-cal-rule-kept = These hours follow a rule that this form does not write. It is kept as it is.
d-cal-scope = What changes
d-scope-day = That day only
d-scope-from = From that day on
d-scope-all = All of it
d-cal-first-day = First day
d-cal-from = From
d-cal-to = To
d-cal-weekdays = Every week on
d-cal-every = Every how many weeks
d-cal-every-hint = 1: every week. No day ticked: the first day only.
d-cal-until = Last day
d-cal-until-hint = Empty: no end.
d-cal-for = Services
d-cal-how-many = How many patients
d-cal-capacity = At once
d-cal-capacity-hint = From 1 to 9.
d-cal-public-capacity = Of them bookable online
d-cal-public-capacity-hint = 0: staff only. Empty: all.
d-cal-grid = A start every (minutes)
d-cal-grid-hint = Empty: back to back.
d-cal-places = Places of a group
d-cal-places-hint = For group services, from 2 to 99.
d-cal-for-whom = For whom
d-cal-staff-first = For staff until the day before
d-cal-staff-first-why = Then open online.
d-cal-end = End these hours
d-cal-end-cancel-why = Otherwise they stand. Opening the hours anew does not bring them back.
d-cal-close = Close time
d-cal-close-from = From
d-cal-close-from-time = From this hour
d-cal-close-to = To
d-cal-close-to-time = To this hour
d-cal-whole-day = Empty: the whole day.
d-cal-why = Reason
d-cal-why-hint = Patients do not see it.
d-closing-leave = Leave
d-closing-illness = Illness
d-closing-holiday = Public holiday
d-closing-training = Training, meeting
d-closing-other = Another reason
d-cal-inside = Appointments already made in this time
d-cal-close-cancel = Cancel them and tell the patients
d-cal-close-cancel-why = Otherwise they stand. Reopening does not bring them back.
d-cal-closed-ahead = Closed within six weeks
d-cal-closed-none = Nothing is closed.
d-cal-reopen = Reopen
d-cal-holidays = Public holidays ahead
d-cal-holidays-why = Nothing is closed without you.
d-cal-close-day = Close that day
d-cal-online = Bookable online
d-cal-new-patients = Takes new patients
d-cal-open-until = Open until
d-cal-open-until-hint = Empty: no last day.
d-cal-horizon = How many days ahead
d-cal-notice = Least notice, in minutes
d-cal-practice-setting = Empty: the common setting.
d-act-agenda-changed = Calendar changed
d-trail-placed = Made
d-trail-forced = Made beyond the places
d-trail-moved = Moved
d-trail-cancelled = Cancelled
d-trail-deleted = Deleted
d-trail-opened = Hours opened
d-trail-changed = Hours changed
d-trail-ended = Hours ended
d-trail-closed = Time closed
d-trail-reopened = Time reopened
d-trail-terms = Rules for booking online
d-trail-other = Another change

## Earlier slots

d-nav-waiting = Waitlist
d-settings-alerts = Freed slots
d-patients = { $count ->
    [one] { $count } patient
   *[other] { $count } patients
}
d-setting-earlier-alerts = Offer freed slots to the waitlist
d-setting-earlier-alerts-why = When an appointment is cancelled or moved, patients who would come earlier get an email. The first to accept is moved.
d-setting-alert-minimum-days = Box shown from
d-setting-alert-minimum-days-why = A patient can join if their appointment is further ahead than this many days.
d-setting-alert-first = Patients asked at once
d-setting-alert-first-why = Whoever has waited longest first. Who declines is replaced by the next.
d-setting-alert-same-day = Offer another hour of the same day too
d-setting-alert-same-day-why = Otherwise what is offered is at least a day earlier than the patient’s own appointment.
d-setting-alert-round = Time before the next ones are asked
d-never = Never
d-setting-alert-round-why = Counted between 8:00 and 20:00, and shorter as the slot comes near, but ten minutes at least. 0: the first ones only, and nobody else.
d-setting-offer-notice = End of an offer before the slot
d-setting-offer-notice-why = From then on nobody can accept by the link.
d-setting-alert-home-visits = Offer home visits too
d-setting-alert-home-visits-why = The way there changes with the patient: turn it on only if your rounds allow for it.
d-said-slot-offered = The slot is offered to the waitlist.
d-said-slot-withdrawn = The slot is no longer offered to the waitlist. If its time is open, the public can book it.
d-said-offer-accepted = Noted: the patient’s appointment is moved.
d-said-offer-declined = Noted: the patient keeps their appointment.
d-said-offer-over = Nothing has changed: this offer is no longer open, or somebody is booking the slot right now.
d-did-offered-at = The slot will be offered to the waitlist at { $time }, unless you take the cancellation back before.
d-cal-gone = { $count ->
    [one] { $count } cancelled or moved
   *[other] { $count } cancelled or moved
}
d-wait-box = Tell them if something earlier frees up
d-wait-box-why = { $count ->
    [0] The patient keeps the appointment until they accept another.
    [one] For an appointment more than { $count } day ahead. The patient keeps it until they accept another.
   *[other] For an appointment more than { $count } days ahead. The patient keeps it until they accept another.
}
d-wait-earlier = Earlier if possible
d-wait-wishes = Preferences
d-wait-halves = Half-days that suit
d-wait-halves-hint = None ticked: any.
d-wait-places = Other places that suit
d-wait-places-hint = None ticked: only where the appointment is.
d-wait-morning = { $weekday } morning
d-wait-afternoon = { $weekday } afternoon
d-wait-keep = The freed time
d-wait-keep-offer = Offer it to the waitlist
d-wait-keep-closed = Keep it closed
d-wait-restore = Take the cancellation back
d-wait-restore-why = Possible until { $time }: the appointment is what it was, and nothing is sent.
d-wait-slot = Freed slot
d-wait-trace = To whom was this slot offered?
d-wait-offered-to = { $count ->
    [one] Offered to { $count } patient.
   *[other] Offered to { $count } patients.
}
d-wait-freed-nothing = It freed no slot that could be offered.
d-wait-withdraw = Stop offering it
d-wait-open-again = No longer keep it closed
d-wait-offer = Offer a slot
d-wait-offer-why = Waiting patients whom this slot suits get an offer, whoever has waited longest first.
d-wait-from-day = From
d-wait-off = Alerts are off: no freed slot is offered.
d-wait-count = { $count ->
    [0] Nobody waits for an earlier slot.
    [one] { $count } patient would come earlier.
   *[other] { $count } patients would come earlier.
}
d-wait-to-call = To call
d-wait-to-call-why = Without a working email address: call them, then note the answer.
d-wait-no-telephone = no telephone
d-wait-offered-at = Offered: { $moment }, { $place }
d-wait-own-until = Has an appointment { $moment }. Answer before: { $until }.
d-wait-accepts = Accepts
d-wait-declines = Declines
d-wait-open = Offers out now
d-wait-who = Who waits
d-wait-nobody = Nobody waits.
d-wait-nobody-how = The box is ticked when an appointment is made, or on its page.
d-wait-since = since { $date }
d-wait-also-at = also: { $places }
d-wait-offered = offered: { $moment }
d-wait-first = First in line
d-wait-next = Next in line
d-wait-asked-nobody = Offered to nobody.
d-wait-to-whom = To whom
d-wait-asked = Offered on
d-wait-round = Round
d-wait-answer = Answer
d-wait-has = appointment of { $moment }
d-wait-until = until { $moment }
d-wait-by = noted by { $name }
d-wait-by-the-team = the team
d-wait-by-telephone = to call
d-wait-page-asked = page requested on { $moment }, perhaps by a mail scanner
d-wait-back = Back to the appointment
d-wait-by-hand = Offered by hand
d-wait-freed-by = Slot freed: { $how }, on { $moment }.
d-wait-depth = { $count ->
    [one] after { $count } move in a row
   *[other] after { $count } moves in a row
}
d-wait-results = Results of the last twelve weeks
d-wait-freed = Freed
d-wait-refilled = Refilled
d-wait-offers = Offers
d-wait-time = Mean time
d-wait-days = Days gained
d-wait-deepest = Longest chain
d-wait-by-week = Week by week
d-wait-week = Week of
d-offer-open = Waiting
d-offer-accepted = Accepted
d-offer-declined = Declined
d-offer-expired = No answer
d-offer-taken = Taken by somebody else
d-offer-withdrawn = Withdrawn
d-offer-stopped = Wants no more alerts
d-freed-waiting = Offered soon
d-freed-open = Offered
d-freed-refilled = Taken by a waiting patient
d-freed-taken = Taken otherwise
d-freed-closed = Kept closed
d-freed-withdrawn = No longer offered
d-freed-past = Past or too near
d-freed-restored = Cancellation taken back
d-freed-by-patient = cancelled by the patient
d-freed-by-staff = cancelled by the team
d-freed-by-move = appointment moved
d-freed-by-offer = offer accepted
d-freed-by-hand = by hand
d-trail-alert-on = Put on the waitlist
d-trail-alert-off = Taken off the waitlist
d-trail-restored = Cancellation taken back
d-trail-offered = Slot offered by hand
d-trail-withdrawn = Slot no longer offered
