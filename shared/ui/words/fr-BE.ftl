# What Belgium says otherwise than France.

-practitioner = { $form ->
   *[your] votre prestataire
    [a] prestataire
    [the] le prestataire
}

email-malformed = Vérifiez l’adresse : elle s’écrit comme nom@exemple.be.
postal-code-malformed = Vérifiez le code postal : il a quatre chiffres, comme 4000.

practitioner-place = Lieu
