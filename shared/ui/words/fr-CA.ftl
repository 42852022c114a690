# What Canada says otherwise than France.

-practice = { $form ->
   *[the] la clinique
    [The] La clinique
    [of] de la clinique
    [to] à la clinique
}
-mail = { $form ->
   *[an] un courriel
    [An] Un courriel
    [This] Ce courriel
    [Address] Adresse courriel
    [your-address] votre adresse courriel
    [an-address] une adresse courriel
}
-practitioner = { $form ->
   *[your] votre professionnel
}

time = { $minute ->
    [0] { $hour } h
   *[other] { $hour } h { $minute-digits }
}

service = Service
practitioner-service = Service
practitioner-choose-service = Choisissez un service pour voir les horaires libres.

email-malformed = Vérifiez l’adresse : elle s’écrit comme nom@exemple.ca.
