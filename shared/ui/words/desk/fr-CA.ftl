# What Canada says otherwise than France on the desk's pages.

-places = Points de service
-services = Services
-service = { $form ->
   *[the] le service
    [A] Service
}
-text = { $form ->
   *[a] texto
}

d-identifier-nir = Numéro de sécurité sociale de France (NIR)
