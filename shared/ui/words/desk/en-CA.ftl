# What Canada says otherwise than Europe on the desk's pages.

d-practices = Your clinics
d-create = Create a clinic
d-role-practitioner = care provider
d-state-cancelled-by-practitioner = Cancelled by the care provider
d-city = City
