//! What machines cannot ask for, and why.

/// Every command that has no route, by its path, and why.
pub const NOT_IN_API: &[(&str, &str)] = &[
    // Practice.
    ("/create-practice", "a person founds their practice, at the desk"),
    ("/add-practitioner", "whoever gives care joins by an invitation; this one tells an agenda again, from within"),
    ("/issue-key", "no key has the right to make keys: a person does, after a fresh proof"),
    ("/read-keys", "no key has the right to see keys"),
    ("/revoke-key", "no key has the right to end keys"),
    // People.
    ("/read-invitation", "the link of the e-mail leads to a page"),
    ("/accept-invitation", "only the person who is invited accepts"),
    ("/leave", "a key is no member"),
    ("/delegate", "only the practitioner lets others act for them (C7)"),
    // Patients.
    ("/read-contact", "only the practice's Mailroom reads it, just before it sends"),
    ("/read-patient-names", "for the day's page; a key that may read patients reads their records"),
    ("/read-people", "the patient space's"),
    ("/check-birth-date", "the patient space's"),
    // Agenda.
    ("/open-agenda", "an agenda opens when its practitioner accepts an invitation"),
    ("/open-availability", "opens one stretch for one service; an availability says that and more"),
    ("/read-page", "the public page's"),
    ("/confirm-booking", "the page's behind the patient's link"),
    ("/issue-link", "the patient space's"),
    ("/read-moves", "the page's behind the patient's link"),
    ("/move-by-link", "the page's behind the patient's link"),
    ("/hold-slot", "the public page's: a hold is of a browser"),
    ("/read-hold", "the public page's"),
    ("/book", "the public page's"),
    ("/read-appointment", "the page's behind the patient's link"),
    ("/cancel-appointment", "the page's behind the patient's link"),
    ("/cannot-come", "the page's behind the patient's link"),
    ("/put-alert", "the page's behind the patient's link"),
    ("/read-offer", "the page's behind an offer's link"),
    ("/answer-offer", "the page's behind an offer's link"),
    ("/stop-alerts", "the link's in an offer's e-mail"),
    ("/check-offer", "only the practice's Mailroom asks it, just before it sends"),
    ("/check-appointment", "only the practice's Mailroom asks it, just before it sends"),
    // Mailroom.
    ("/read-trace", "for who reads an agenda's day; a key that may read patients reads their messages"),
    // Directory.
    ("/beat", "the cron's"),
    ("/search", "the public directory's pages"),
    ("/read-practice-page", "the public directory's pages"),
    ("/list-pages", "the sitemap's"),
    ("/list-parts", "the sitemap's"),
];

/// The rooms whose commands are a person's own: none of them is a machine's.
pub const ROOMS_NOT_IN_API: &[(guichet_kernel::ObjectClass, &str)] =
    &[(guichet_kernel::ObjectClass::Identity, "who signs in is a person; a machine shows a key")];
