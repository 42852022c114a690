# What Belgium says otherwise than France.

-practitioner = { $form ->
   *[your] votre prestataire
    [a] prestataire
    [the] le prestataire
}

email-malformed = Vérifiez l’adresse : elle s’écrit comme nom@exemple.be.

practitioner-place = Lieu
