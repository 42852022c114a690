# What Belgium says otherwise than France.

-practitioner = { $form ->
   *[your] votre prestataire
}

email-malformed = Vérifiez l’adresse : elle s’écrit comme nom@exemple.be.
