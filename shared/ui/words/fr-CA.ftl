# What Canada says otherwise than France. A slot is a “plage horaire”, and feminine.

-practice = { $form ->
   *[the] la clinique
    [The] La clinique
    [of] de la clinique
    [to] à la clinique
    [a] une clinique
    [plural] cliniques
}
-mail = { $form ->
   *[an] un courriel
    [An] Un courriel
    [This] Ce courriel
    [Address] Adresse courriel
    [your-address] votre adresse courriel
    [an-address] une adresse courriel
    [bare] courriel
}
-practitioner = { $form ->
   *[your] votre professionnel
    [a] professionnel
    [the] le professionnel
}

time = { $minute ->
    [0] { $hour } h
   *[other] { $hour } h { $minute-digits }
}

service = Service
practitioner-place = Point de service
practitioner-service = Service
practitioner-choose-service = Choisissez un service pour voir les plages horaires libres.

email-malformed = Vérifiez l’adresse : elle s’écrit comme nom@exemple.ca.
postal-code-malformed = Vérifiez le code postal : il s’écrit comme H2X 1Y4.

other-slot = Choisir une autre plage horaire
practitioner-choose-slot = Choisissez une plage horaire
practitioner-zone = Heure locale ({ $city }). Toutes les plages horaires affichées sont libres.
practitioner-first = Première plage horaire libre :
practitioner-hours = { $count ->
    [one] { $count } plage horaire
   *[other] { $count } plages horaires
}
practitioner-none = Aucune plage horaire libre entre le { $from } et le { $to }
practitioner-slot-taken = Cette plage horaire vient d’être prise. Choisissez-en une autre.
practitioner-slot-past = Cette plage horaire n’est plus proposée. Choisissez-en une autre.
practitioner-hold-lapsed = Cette plage horaire n’est plus gardée pour vous. Choisissez-la de nouveau, ou une autre.
practitioner-slot-full = Ce groupe vient de se remplir. Choisissez une autre plage horaire.
practitioner-next = Prochaine plage horaire libre :
fold-first = heure avancée
fold-second = heure normale
move-when = La nouvelle plage horaire
move-effect = Il reste à cette heure tant que vous n’en choisissez pas une autre.
booking-held = Nous gardons cette plage horaire pour vous jusqu’à { $time }.
booking-lapsed = Nous ne gardons plus cette plage horaire pour vous. Si elle est encore libre, vous pouvez la prendre.
appointment-cancel-effect = La plage horaire sera aussitôt proposée à quelqu’un d’autre ; pour revenir, il faudra reprendre rendez-vous.
appointment-cannot-come = Le délai d’annulation est passé. Si vous ne pouvez pas venir, dites-le ici : { -practice(form: "the") } le voit aussitôt, et la plage horaire peut servir à quelqu’un d’autre. Pour toute autre question, appelez-nous.
notice-already-booked-next = Ce formulaire a déjà servi. Le courriel de confirmation contient le lien pour voir ou annuler le rendez-vous.
notice-already-booked-other = Pour une autre personne, choisissez une autre plage horaire. Si l’adresse de courriel était fausse, appelez { -practice(form: "the") }.
notice-slot-taken = Cette plage horaire vient d’être prise
notice-slot-taken-next = Une autre personne l’a choisie juste avant vous. D’autres sont peut-être libres le même jour.
notice-slot-past = Cette plage horaire n’est plus proposée
notice-slot-past-next = Elle est passée, ou trop proche pour être prise en ligne.
mail-rebook-hint = Les plages horaires libres sont sur cette page.
find-text = Nom, profession ou service
find-next-free = Prochaine plage horaire libre : { $moment }
find-none-free = Pas de plage horaire libre en ligne
office-services = Services
notice-not-online-next = Appelez { -practice(form: "the") } : on vous proposera une plage horaire.
mail-to-confirm-opening = La plage horaire du { $moment } vous est gardée jusqu’à { $until }. Ouvrez le lien ci-dessous pour la confirmer.
mail-to-confirm-hint = Sans confirmation avant { $until }, la plage horaire sera proposée à quelqu’un d’autre. Une fois le rendez-vous confirmé, vous recevrez l’invitation pour votre agenda.
mail-why-to-confirm = { -mail(form: "This") } vous est adressé parce qu’un rendez-vous a été demandé avec cette adresse. Si ce n’était pas vous, ne confirmez pas : la plage horaire sera libérée.
appointment-awaits-until = La plage horaire vous est gardée jusqu’à { $time }. Rien reçu ? Regardez aussi dans les indésirables, ou appelez { -practice(form: "the") }.
appointment-to-confirm-until = La plage horaire vous est gardée jusqu’à { $time }.
appointment-lapsed-next = La plage horaire a été libérée. Vous pouvez en choisir une autre.
alert-title = M’inscrire à la liste d’annulation
alert-about = Si une plage horaire se libère plus tôt, nous vous écrivons, et vous choisissez. D’ici là, votre rendez-vous est gardé.
alert-waits = Vous êtes sur la liste d’annulation. Si une plage horaire se libère plus tôt, vous recevrez { -mail(form: "an") } et vous choisirez. Rien d’autre ne change.
alert-start = M’inscrire à la liste
alert-stop = Me retirer de la liste
alert-ended = C’est noté : vous n’êtes plus sur la liste d’annulation.
offer-days = { $days ->
    [1] Une plage horaire s’est libérée, un jour plus tôt
   *[other] Une plage horaire s’est libérée, { $days } jours plus tôt
}
offer-same-day = Une plage horaire s’est libérée, plus tôt le même jour
offer-offered = La plage proposée
offer-others = D’autres personnes ont pu recevoir cette proposition : la première qui accepte obtient la plage horaire.
offer-waits = Si une autre plage horaire se libère, nous vous écrirons.
offer-taken = Cette plage horaire vient d’être prise
offer-withdrawn = Cette plage horaire n’est plus proposée
offer-free = Des plages horaires libres avant votre rendez-vous
offer-free-all = Voir toutes les plages horaires libres
stop-about = Nous ne vous écrirons plus quand une plage horaire se libère plus tôt. Les autres messages { -practice(form: "of") } vous parviendront comme avant.
stop-none = Avec { $who }, vous n’attendez rien de plus tôt. Le bouton arrête aussi les propositions des autres professionnels { -practice(form: "of") }.
mail-offer-subject = Une plage horaire plus tôt s’est libérée : { $moment }
mail-offer-accept = Accepter : votre rendez-vous est déplacé à la plage proposée, et votre plage actuelle est libérée.
mail-offer-why = { -mail(form: "This") } vous est adressé parce qu’une plage horaire plus tôt a été souhaitée pour un rendez-vous pris avec cette adresse.
mail-today-why = { -mail(form: "This") } vous est adressé parce que les disponibilités du jour même d’un agenda que vous tenez sont proposées aux patients qui attendent une plage horaire plus tôt.
