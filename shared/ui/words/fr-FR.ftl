# The French of France, and what Belgium and Canada fall back to. Spaces before ; : ! ? and inside « » do not break.

## Words that a country may call otherwise

-practice = { $form ->
   *[the] le cabinet
    [The] Le cabinet
    [of] du cabinet
    [to] au cabinet
    [a] un cabinet
    [plural] cabinets
}
-mail = { $form ->
   *[an] un e-mail
    [An] Un e-mail
    [This] Cet e-mail
    [Address] Adresse e-mail
    [your-address] votre adresse e-mail
    [an-address] une adresse e-mail
    [bare] e-mail
}
-practitioner = { $form ->
   *[your] votre praticien
    [a] praticien
    [the] le praticien
}

## Days, hours, lengths

weekday = { $weekday ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
day-number = { $day ->
    [1] 1er
   *[other] { $day }
}
date-with-year = { $weekday } { $day } { $month } { $year }
date-without-year = { $weekday } { $day } { $month }
date-without-weekday = { $day } { $month }
time = { $hour-digits }:{ $minute-digits }
time-with-fold = { $time } ({ $fold })
fold-first = heure d’été
fold-second = heure d’hiver
moment = { $day } à { $time }
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-both = { $hours } h { $minutes }

## Around every page

guichet = Guichet
page-title = { $page } · { $place }
title-with-error = À corriger : { $page }
skip = Aller au contenu
call = Appeler { -practice(form: "the") } au
call-at = Appeler { -practice(form: "the") } au { $phone }
privacy = Vos données servent à votre rendez-vous et à rien d’autre.
powered = Rendez-vous en ligne avec Guichet

## Facts of an appointment

when = Quand
service = Motif
duration = Durée
price = Prix
with = Avec
where = Lieu
where-home = À votre adresse
where-remote = À distance, par vidéo
join = Se connecter
access = Accès
bring = À apporter
patient = Pour
time-and-duration = { $time } · { $duration }
other-slot = Choisir un autre horaire

## A practitioner's page

practitioner-title = { $name }, { $profession }
practitioner-book = Prendre rendez-vous
practitioner-place = Lieu de consultation
practitioner-service = Motif de consultation
practitioner-choose-service = Choisissez un motif pour voir les horaires libres.
practitioner-choose-slot = Choisissez un horaire
practitioner-zone = Heure locale ({ $city }). Tous les horaires affichés sont libres.
practitioner-first = Premier horaire libre :
practitioner-full = Complet
practitioner-hours = { $count ->
    [one] { $count } horaire
   *[other] { $count } horaires
}
practitioner-closed = Pas de consultation
practitioner-slot-day = { $day } à
practitioner-none = Aucun horaire libre entre le { $from } et le { $to }
practitioner-none-call = Vous pouvez aussi appeler { -practice(form: "the") } : une place se libère parfois.
practitioner-earlier = Voir les jours précédents
practitioner-later = Voir les jours suivants
practitioner-days = Autres jours
practitioner-before = Avant de venir
practitioner-slot-taken = Cet horaire vient d’être pris. Choisissez-en un autre.
practitioner-slot-past = Cet horaire n’est plus proposé. Choisissez-en un autre.
practitioner-hold-lapsed = Cet horaire n’est plus gardé pour vous. Choisissez-le de nouveau, ou un autre.
practitioner-slot-full = Ce groupe vient de se remplir. Choisissez un autre horaire.
practitioner-left = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
practitioner-next = Prochain horaire libre :
practitioner-no-new-patients = Ne prend pas de nouveaux patients pour le moment. Si vous êtes déjà suivi ici, vous pouvez prendre rendez-vous.
service-group = En groupe
service-first = Pour une première fois
service-follow-up = Pour les patients déjà suivis

## Another time for an appointment

move-title = Déplacer votre rendez-vous
move-when = Le nouvel horaire
move-now = Il est prévu le { $day } à { $time }.
move-effect = Il reste à cet horaire tant que vous n’en choisissez pas un autre.
move-back = Garder mon rendez-vous comme il est

## The directory

find-title = Trouver un { -practitioner(form: "a") }
find-title-asked = { $asked }, rendez-vous en ligne
find-text = Nom, profession ou motif
find-city = Ville
find-submit = Rechercher
find-results = Résultats
find-none = Personne ne correspond à votre recherche
find-none-next = Vérifiez l’orthographe, essayez un seul mot, ou cherchez sans la ville.
find-near = Rien ne correspond exactement. Voici ce qui s’en approche.
find-pages = Pages de résultats
find-more = Voir la suite
find-next-free = Prochain horaire libre : { $moment }
find-none-free = Pas d’horaire libre en ligne
find-seen = vu à { $time }
find-seen-day = vu le { $moment }
find-no-new-patients = Ne prend pas de nouveaux patients
find-by-phone = Rendez-vous par téléphone :
find-description = Trouvez un { -practitioner(form: "a") } et prenez rendez-vous en ligne, sans compte.
office-people = Qui vous reçoit
office-nobody = Personne ne reçoit ici sur rendez-vous en ligne pour l’instant.
office-places = { $count ->
    [one] Adresse
   *[other] Adresses
}
office-services = Motifs de consultation
office-description = { $name }, { $cities } : adresse, téléphone et rendez-vous en ligne.

## Who comes

booking-title = Votre rendez-vous
booking-step = Dernière étape
booking-held = Nous gardons cet horaire pour vous jusqu’à { $time }.
booking-lapsed = Nous ne gardons plus cet horaire pour vous. S’il est encore libre, vous pouvez le prendre.
booking-who = Qui vient au rendez-vous ?
booking-who-home = Qui reçoit la visite ?
booking-home = Où venons-nous ?
booking-home-hint = L’adresse à laquelle se trouve cette personne le jour du rendez-vous. Elle ne va qu’{ -practice(form: "to") }.
street = Numéro et rue
street-missing = Indiquez le numéro et la rue.
door = Étage, code, nom sur la sonnette (facultatif)
postal-code = Code postal
postal-code-missing = Indiquez le code postal.
postal-code-malformed = Vérifiez le code postal : il a cinq chiffres, comme 69003.
city = Ville
city-missing = Indiquez la ville.
address-too-long = Raccourcissez cette ligne de l’adresse : elle dépasse ce que nous pouvons noter.
booking-for = Pour qui est ce rendez-vous ?
booking-for-self = Pour moi
booking-for-other = Pour un enfant ou un proche
booking-trap = Laissez ce champ vide
booking-contact = Vous, qui prenez le rendez-vous
booking-contact-hint = Nous vous écrirons à vous.
contact-given-name = Votre prénom
contact-given-name-missing = Indiquez votre prénom.
contact-family-name = Votre nom
contact-family-name-missing = Indiquez votre nom.
booking-mend = { $count ->
    [one] Il reste un point à corriger
   *[other] Il reste { $count } points à corriger
}
given-name = Prénom
given-name-missing = Indiquez le prénom.
given-name-too-long = Raccourcissez le prénom : il dépasse ce que nous pouvons noter.
given-name-malformed = Écrivez le prénom avec des lettres seulement.
family-name = Nom
family-name-missing = Indiquez le nom.
family-name-too-long = Raccourcissez le nom : il dépasse ce que nous pouvons noter.
family-name-malformed = Écrivez le nom avec des lettres seulement.
birth-date = Date de naissance
birth-date-hint = Par exemple 27 3 1984
birth-day = Jour
birth-month = Mois
birth-year = Année
birth-date-missing = Indiquez la date de naissance.
birth-date-incomplete = Complétez la date de naissance : le jour, le mois et l’année.
birth-date-not-a-date = Vérifiez la date de naissance : ce jour n’existe pas.
birth-date-in-future = Vérifiez la date de naissance : elle est dans l’avenir.
birth-date-too-long-ago = Vérifiez l’année de naissance, avec ses quatre chiffres.
email = { -mail(form: "Address") }
email-hint = Pour la confirmation, avec le lien qui permet d’annuler.
email-hint-confirm = Nous y envoyons un lien, à ouvrir dans la demi-heure : c’est lui qui confirme le rendez-vous.
email-missing = Indiquez { -mail(form: "an-address") }.
email-malformed = Vérifiez l’adresse : elle s’écrit comme nom@exemple.fr.
email-too-long = Raccourcissez l’adresse : elle dépasse ce que nous pouvons noter.
booking-submit = Prendre ce rendez-vous
booking-check-again = La vérification n’a pas abouti. Refaites-la, puis confirmez à nouveau.
booking-check-call = Pour réserver ici, une vérification qui demande JavaScript est nécessaire. Sans elle, appelez le { $phone }.
booking-check-none = Pour réserver ici, une vérification qui demande JavaScript est nécessaire. Sans elle, réservez par téléphone.
booking-privacy = Ces renseignements vont { -practice(form: "to") }, pour votre rendez-vous et rien d’autre.

## The patient space

space = Mes rendez-vous
space-all = Voir tous mes rendez-vous
space-lead = Indiquez l’adresse avec laquelle vous prenez rendez-vous, pour vous ou pour vos proches. Nous y envoyons un lien qui ouvre la liste.
space-ask = Recevoir le lien
space-closed = Pour voir vos rendez-vous, demandez un lien.
space-left = Vous avez quitté vos rendez-vous sur cet appareil.
space-asked = Ouvrez votre messagerie
space-asked-to = Si des rendez-vous ont été pris avec l’adresse { $email }, { -mail(form: "an") } y arrive dans quelques minutes. Ouvrez son lien dans ce navigateur : il sert une seule fois, pendant { $duration }.
space-asked-none = Rien n’arrive ? Regardez parmi les messages indésirables, vérifiez l’adresse, ou appelez { -practice(form: "the") } : il n’a peut-être pas cette adresse.
space-again = Demander un autre lien
space-link-dead = Le lien vers vos rendez-vous sert une seule fois, pendant un quart d’heure, dans le navigateur où il a été demandé.
space-open-lead = Une seule étape encore : certaines messageries ouvrent les liens d’elles-mêmes, ce bouton n’est que pour vous.
space-open = Ouvrir mes rendez-vous
space-nobody = Aucun rendez-vous n’est lié à cette adresse.
space-missing = Tout ne peut pas être affiché pour le moment. Réessayez dans quelques minutes.
space-person = Une personne dont le prénom commence par { $initial }
space-birth-date = Sa date de naissance, pour voir ses rendez-vous
space-differs = Ce n’est pas la date de naissance que nous connaissons. Vérifiez-la.
space-show = Voir ses rendez-vous
space-barred = Ses rendez-vous ne peuvent pas être affichés ici aujourd’hui. Appelez-nous.
space-ahead = À venir
space-ahead-none = Aucun rendez-vous à venir.
space-past = Passés
space-off = Annulés ou déplacés
space-cancelled-by-patient = Annulé à votre demande
space-cancelled-by-practice = Annulé par { -practice(form: "the") }
space-older = Pour les plus anciens, appelez-nous.
space-manage = Voir, déplacer ou annuler
space-leave = Quitter mes rendez-vous

## An appointment, behind its link

tag-confirmed = Confirmé
tag-cancelled = Annulé
tag-past = Passé
tag-moved = Déplacé
appointment-just-booked = Votre rendez-vous est pris
appointment-standing = Votre rendez-vous
appointment-just-cancelled = Votre rendez-vous est annulé
appointment-cancelled = Ce rendez-vous a été annulé
appointment-past = Ce rendez-vous est passé
appointment-mail = { -mail(form: "An") } de confirmation vous parvient dans quelques minutes. Il contient le lien vers cette page.
appointment-mail-to = { -mail(form: "An") } de confirmation vous parvient dans quelques minutes à l’adresse { $email }. Il contient le lien vers cette page.
appointment-cancel-mail = { -mail(form: "An") } vous le confirme dans quelques minutes.
appointment-cancel-mail-to = { -mail(form: "An") } vous le confirme dans quelques minutes à l’adresse { $email }.
appointment-nothing-due = Vous n’avez rien d’autre à faire.
appointment-calendar = Ajouter à mon agenda
appointment-cancel = Vous ne pouvez pas venir ?
appointment-cancel-until = Vous pouvez annuler jusqu’au { $moment }.
appointment-cancel-effect = L’horaire sera aussitôt proposé à quelqu’un d’autre ; pour revenir, il faudra reprendre rendez-vous.
appointment-cancel-submit = Annuler mon rendez-vous
appointment-too-late = Il est trop tard pour annuler en ligne. Appelez { -practice(form: "the") } dès que possible : votre place peut servir à quelqu’un.
appointment-cannot-come = Le délai d’annulation est passé. Si vous ne pouvez pas venir, dites-le ici : { -practice(form: "the") } le voit aussitôt, et l’horaire peut servir à quelqu’un d’autre. Pour toute autre question, appelez-nous.
appointment-cannot-come-submit = Je ne peux pas venir
appointment-rebook = Reprendre rendez-vous
appointment-move = Déplacer mon rendez-vous
appointment-just-moved = Votre rendez-vous est déplacé
appointment-moved = Ce rendez-vous a été déplacé
appointment-moved-mail = { -mail(form: "An") } vous le confirme dans quelques minutes, avec le lien vers cette page. L’ancien lien ne sert plus.
appointment-moved-from = Il était prévu le { $moment }.
appointment-moved-to = Il a maintenant lieu le { $moment }.
appointment-moved-link = Pour le voir ou l’annuler, ouvrez le lien du dernier message reçu.
appointment-awaits = Encore une étape
appointment-awaits-to = Ouvrez le lien que nous avons envoyé à { $email } pour confirmer.
appointment-awaits-mail = Ouvrez le lien que nous vous avons envoyé pour confirmer.
appointment-awaits-until = L’horaire vous est gardé jusqu’à { $time }. Rien reçu ? Regardez aussi dans les indésirables, ou appelez { -practice(form: "the") }.
appointment-to-confirm = Confirmez votre rendez-vous
appointment-to-confirm-until = L’horaire vous est gardé jusqu’à { $time }.
appointment-to-confirm-submit = Confirmer mon rendez-vous
appointment-just-confirmed = Votre rendez-vous est confirmé
appointment-lapsed = Ce rendez-vous n’a pas été confirmé à temps
appointment-lapsed-next = L’horaire a été rendu. Vous pouvez en choisir un autre.
tag-to-confirm = À confirmer
tag-lapsed = Non confirmé

## When things go otherwise

notice-not-found = Cette page n’existe pas
notice-not-found-next = L’adresse est peut-être incomplète. Vérifiez-la, ou repartez du lien que vous avez reçu.
notice-slot-taken = Cet horaire vient d’être pris
notice-slot-taken-next = Une autre personne l’a choisi juste avant vous. D’autres horaires sont peut-être libres le même jour.
notice-slot-past = Cet horaire n’est plus proposé
notice-slot-past-next = Il est passé, ou trop proche pour être pris en ligne.
notice-full = Il ne reste plus de place
notice-full-next = Ce groupe vient de se remplir. D’autres séances ont peut-être encore des places.
notice-too-many-holds = Vous gardez déjà d’autres horaires
notice-too-many-holds-next = Terminez l’un d’eux, ou patientez quelques minutes : ceux que vous n’avez pas confirmés se libèrent d’eux-mêmes.
notice-too-often = Beaucoup de rendez-vous ont été demandés d’ici en peu de temps
notice-too-often-next = Pour que l’agenda reste ouvert à tous, nous en limitons le nombre par connexion et par adresse. Appelez { -practice(form: "the") }, ou revenez dans quelques heures.
notice-too-many-open = Vous avez déjà plusieurs rendez-vous à venir
notice-too-many-open-next = Pour en prendre un de plus, appelez { -practice(form: "the") }. Annuler un rendez-vous dont vous n’avez plus besoin en libère aussi un.
notice-confirm-first = Confirmez d’abord votre autre rendez-vous
notice-confirm-first-next = Un rendez-vous pris avec cette adresse attend d’être confirmé. Ouvrez le lien que nous y avons envoyé, puis revenez prendre celui-ci ; ou appelez { -practice(form: "the") }.
notice-no-new-patients = Pas de nouveaux patients pour le moment
notice-no-new-patients-next = Si vous êtes déjà venu, choisissez un rendez-vous de suivi. Pour une première fois, appelez { -practice(form: "the") }.
notice-not-online = Ce rendez-vous se prend par téléphone
notice-not-online-next = Appelez { -practice(form: "the") } : on vous proposera un horaire.
notice-hours-away = Les horaires de { $who } ne peuvent pas être affichés pour l’instant
notice-hours-away-next = Réessayez dans quelques minutes, ou appelez { -practice(form: "the") }.
notice-looks-automatic = Nous n’avons pas pu prendre ce rendez-vous
notice-looks-automatic-next = Un champ caché de la page était rempli, ce que font d’ordinaire des programmes. Rien n’a été enregistré. Recommencez sans remplissage automatique, ou appelez { -practice(form: "the") }.
notice-link-invalid = Ce lien ne s’ouvre pas
notice-link-invalid-next = Il a peut-être été coupé en chemin. Ouvrez-le depuis le message reçu, ou copiez-le en entier.
notice-already-booked = Ce rendez-vous est déjà pris
notice-already-booked-next = Ce formulaire a déjà servi. L’e-mail de confirmation contient le lien pour voir ou annuler le rendez-vous.
notice-already-booked-other = Pour une autre personne, choisissez un autre horaire. Si l’adresse e-mail était fausse, appelez { -practice(form: "the") }.
notice-link-expired = Ce lien n’est plus valable
notice-link-expired-next = Pour votre sécurité, nos liens cessent de fonctionner après un certain temps. Pour un rendez-vous à venir, appelez { -practice(form: "the") }.
notice-link-for-another-purpose = Ce lien mène à autre chose
notice-link-for-another-purpose-next = Il ne permet pas cette action. Ouvrez le dernier message reçu au sujet de ce rendez-vous.
notice-too-large = Votre envoi est trop long
notice-too-large-next = Revenez en arrière, raccourcissez le texte, puis envoyez de nouveau.
notice-bad-request = Nous n’avons pas pu lire votre demande
notice-bad-request-next = Revenez à la page de { -practitioner(form: "your") } et recommencez. Rien n’a été enregistré.
notice-method-not-allowed = Cette adresse ne s’ouvre pas ainsi
notice-method-not-allowed-next = Revenez à la page précédente et utilisez ses boutons.
notice-busy = Beaucoup de demandes en ce moment
notice-busy-next = Patientez une minute, puis réessayez.
notice-internal = Quelque chose n’a pas fonctionné de notre côté
notice-internal-next = Nous en sommes avertis. Réessayez dans quelques minutes ; si cela dure, appelez { -practice(form: "the") }.
notice-internal-reference = Si l’on vous la demande, la référence est { $reference }.

## E-mails. A subject tells when, and never why.

mail-confirmed-subject = Rendez-vous confirmé : { $moment }
mail-confirmed = Votre rendez-vous est confirmé
mail-confirmed-opening = Nous vous attendons le { $moment }.
mail-manage = Voir ou annuler mon rendez-vous
mail-manage-hint = Ce lien est personnel : toute personne qui l’ouvre peut annuler le rendez-vous.
mail-cancelled-subject = Rendez-vous annulé : { $moment }
mail-cancelled = Votre rendez-vous est annulé
mail-cancelled-opening = Le rendez-vous du { $moment } n’aura pas lieu. Vous n’avez rien d’autre à faire.
mail-rebook = Reprendre rendez-vous
mail-rebook-hint = Les horaires libres sont sur cette page.
mail-colon = {" :"}
mail-link = Si le bouton ne s’ouvre pas, copiez cette adresse :
mail-why-confirmed = { -mail(form: "This") } vous est adressé parce qu’un rendez-vous a été pris avec cette adresse. Si ce n’était pas vous, prévenez { -practice(form: "the") }.
mail-why-cancelled = { -mail(form: "This") } vous est adressé parce qu’un rendez-vous pris avec cette adresse a été annulé. Si ce n’était pas vous, prévenez { -practice(form: "the") }.
mail-moved-subject = Rendez-vous déplacé : { $moment }
mail-moved = Votre rendez-vous est déplacé
mail-moved-opening = Il était prévu le { $from }. Il a maintenant lieu le { $moment }.
mail-moved-manage-hint = Ce lien remplace l’ancien. Il est personnel : toute personne qui l’ouvre peut annuler le rendez-vous.
mail-to-confirm-subject = Rendez-vous à confirmer : { $moment }
mail-to-confirm = Confirmez votre rendez-vous
mail-to-confirm-opening = L’horaire du { $moment } vous est gardé jusqu’à { $until }. Ouvrez le lien ci-dessous pour le confirmer.
mail-to-confirm-act = Confirmer mon rendez-vous
mail-to-confirm-hint = Sans confirmation avant { $until }, l’horaire sera proposé à quelqu’un d’autre. Une fois le rendez-vous confirmé, vous recevrez l’invitation pour votre agenda.
mail-why-to-confirm = { -mail(form: "This") } vous est adressé parce qu’un rendez-vous a été demandé avec cette adresse. Si ce n’était pas vous, ne confirmez pas : l’horaire sera rendu.
mail-why-moved = { -mail(form: "This") } vous est adressé parce qu’un rendez-vous pris avec cette adresse a été déplacé. Si le nouvel horaire ne vous convient pas, ouvrez le lien ou appelez { -practice(form: "the") }.
mail-called-off-opening = Nous sommes désolés : { $practitioner } ne peut pas assurer le rendez-vous du { $moment }. Vous pouvez choisir un autre horaire dès maintenant.
mail-why-called-off = { -mail(form: "This") } vous est adressé parce que { -practice(form: "the") } a annulé un rendez-vous pris avec cette adresse. Pour toute question, appelez-nous.
mail-confirmed-opening-home = Nous venons chez vous le { $moment }.
mail-confirmed-opening-remote = Nous vous retrouvons à distance le { $moment }.

## An offer of something earlier

mail-offer-subject = Une place plus tôt s’est libérée : { $moment }
mail-offer-opening = Vous pouvez avancer votre rendez-vous du { $own } au { $moment }.
mail-offer-act = Voir la proposition et répondre
mail-offer-accept = Accepter : votre rendez-vous est déplacé à la place proposée, et votre horaire actuel est libéré.
mail-offer-decline = Refuser : vous gardez votre rendez-vous.
mail-offer-nothing = Ne rien faire : vous gardez votre rendez-vous.
mail-offer-hint = Ce lien est personnel : toute personne qui l’ouvre peut voir le rendez-vous, l’annuler, ou le déplacer, ce qui libère l’horaire actuel.
mail-offer-why = { -mail(form: "This") } vous est adressé parce qu’une place plus tôt a été souhaitée pour un rendez-vous pris avec cette adresse.

## The link to the patient space

mail-space-subject = Le lien vers vos rendez-vous
mail-space = Vos rendez-vous
mail-space-opening = Ouvrez ce lien dans le navigateur où vous l’avez demandé. Il sert une seule fois, pendant { $duration }.
mail-space-act = Voir mes rendez-vous
mail-space-hint = Ce lien est personnel : ne le transférez pas.
mail-space-why = { -mail(form: "This") } vous est adressé parce qu’un lien vers les rendez-vous pris avec cette adresse a été demandé. Si ce n’était pas vous, il n’y a rien à faire : sans ce lien, personne ne les voit.

## E-mails to staff. A subject never bears the code.

mail-sign-in-subject = Votre lien de connexion
mail-sign-in = Se connecter à Guichet
mail-sign-in-opening = Ouvrez ce lien dans le navigateur où vous l’avez demandé. Il sert une seule fois, pendant { $duration }.
mail-sign-in-act = Me connecter
mail-sign-in-hint = Ce lien est personnel : ne le transférez pas.
mail-sign-in-why = { -mail(form: "This") } vous est adressé parce qu’un lien de connexion a été demandé avec cette adresse. Si ce n’était pas vous, il n’y a rien à faire : sans ce lien, personne ne se connecte.
mail-code-subject = Votre code de confirmation
mail-code = Confirmez que c’est bien vous
mail-code-opening = Tapez ce code sur la page qui le demande. Il sert pendant { $duration }.
mail-code-hint = Ne donnez ce code à personne. Nous ne le demandons jamais, pas même au téléphone.
mail-code-why = { -mail(form: "This") } vous est adressé parce qu’une personne connectée avec cette adresse veut faire une action sensible. Si ce n’était pas vous, fermez vos sessions.
mail-invitation-subject = Invitation à rejoindre une équipe
mail-invitation = { $practice } vous invite
mail-invitation-opening = { $practice } vous invite à rejoindre son équipe. Votre rôle : { $roles }.
mail-invitation-act = Voir l’invitation
mail-invitation-hint = L’invitation est valable jusqu’au { $date }, pour cette adresse.
mail-invitation-why = { -mail(form: "This") } vous est adressé parce que { $practice } vous invite. Si vous ne connaissez pas ce nom, il n’y a rien à faire.
mail-today-subject = Rendez-vous avancé à aujourd’hui, { $time }
mail-today = Un rendez-vous est avancé à aujourd’hui
mail-today-opening = Un patient a avancé son rendez-vous à aujourd’hui, { $time }. Il était prévu le { $was }.
mail-today-act = Voir la journée
mail-today-hint = Le nom est dans l’agenda, après connexion.
mail-today-why = { -mail(form: "This") } vous est adressé parce que les disponibilités du jour même d’un agenda que vous tenez sont proposées aux patients qui attendent une place plus tôt.

role-owner = titulaire
role-practitioner = { -practitioner(form: "a") }
role-secretary = secrétariat
role-accountant = comptabilité

## Being told of something earlier

alert-title = Être averti d’une disponibilité plus tôt
alert-about = Si un rendez-vous plus tôt se libère, nous vous écrivons, et vous choisissez. D’ici là, le vôtre est gardé.
alert-waits = Si un rendez-vous plus tôt se libère, vous recevrez { -mail(form: "an") } et vous choisirez. Rien d’autre ne change.
alert-start = M’avertir par { -mail(form: "bare") }
alert-save = Enregistrer mes préférences
alert-stop = Ne plus m’avertir
alert-saved = C’est noté.
alert-ended = C’est noté : nous ne vous proposerons rien de plus tôt.
alert-prefer = Préciser mes préférences
alert-halves = Les demi-journées qui me conviennent
alert-halves-hint = Si vous n’en cochez aucune, toutes conviennent.
alert-morning = Matin
alert-afternoon = Après-midi
alert-in-morning = { $day } matin
alert-in-afternoon = { $day } après-midi
alert-places = D’autres lieux qui me conviennent
alert-places-hint = Le lieu de votre rendez-vous convient toujours.

## An offer of something earlier, behind its link

offer-days = { $days ->
    [1] Une place s’est libérée, un jour plus tôt
   *[other] Une place s’est libérée, { $days } jours plus tôt
}
offer-same-day = Une place s’est libérée, plus tôt le même jour
offer-yours = Votre rendez-vous
offer-offered = La place proposée
offer-before = Avant
offer-now = Maintenant
offer-length = Durée
offer-reply-before = Répondre avant
offer-accept = Accepter et déplacer mon rendez-vous
offer-decline = Refuser et conserver mon rendez-vous initial
offer-others = D’autres personnes ont pu recevoir cette proposition : la première qui accepte obtient la place.
offer-nothing = Si vous ne répondez pas, rien ne change : votre rendez-vous du { $moment } est gardé.
offer-busy = Quelqu’un est en train de réserver cette heure. Réessayez dans quelques minutes : si elle est encore libre, vous pourrez l’accepter.
offer-kept = Votre rendez-vous du { $moment } est gardé.
offer-waits = Si une autre place se libère, nous vous écrirons.
offer-accepted-next = { -mail(form: "An") } vous le confirme, avec le nouveau lien.
offer-declined = Vous gardez votre rendez-vous
offer-declined-then = Vous avez refusé cette proposition
offer-taken = Cette place vient d’être prise
offer-taken-next = Une autre personne l’a prise avant vous. Pour vous, rien n’a changé.
offer-expired = Cette proposition n’est plus valable
offer-expired-next = Le délai pour répondre est passé.
offer-withdrawn = Cette place n’est plus proposée
offer-moved = Votre rendez-vous du { $was } a été déplacé : il a maintenant lieu le { $moment }.
offer-moved-place = Lieu : { $place }.
offer-cancelled = Votre rendez-vous du { $moment } a été annulé.
offer-gone = Ce rendez-vous n’est plus dans l’agenda
offer-gone-next = Pour savoir ce qu’il en est, appelez { -practice(form: "the") }.
offer-free = Des horaires libres avant votre rendez-vous
offer-free-all = Voir tous les horaires libres
offer-own = Voir mon rendez-vous
offer-stop = Ne plus recevoir ces propositions
stop-about = Nous ne vous écrirons plus quand une place se libère plus tôt. Les autres messages { -practice(form: "of") } vous parviendront comme avant.
stop-none = Avec { $who }, vous n’attendez rien de plus tôt. Le bouton arrête aussi les propositions des autres praticiens { -practice(form: "of") }.
stop-done = Vous ne recevrez plus ces propositions
stop-again = Pour en recevoir de nouveau, demandez-le sur la page de votre rendez-vous.

## Calendar invite
invite-summary = Rendez-vous avec { $name }
