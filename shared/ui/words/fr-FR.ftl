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
practitioner-closed = Pas de consultation
practitioner-slot-day = { $day } à
practitioner-none = Aucun horaire libre entre le { $from } et le { $to }
practitioner-none-call = Vous pouvez aussi appeler { -practice(form: "the") } : une place se libère parfois.
practitioner-none-later = Des horaires sont peut-être libres plus tard.
practitioner-earlier = Voir les jours précédents
practitioner-later = Voir les jours suivants
practitioner-days = Autres jours
practitioner-before = Avant de venir
practitioner-slot-taken = Cet horaire vient d’être pris. Choisissez-en un autre.
practitioner-slot-past = Cet horaire n’est plus proposé. Choisissez-en un autre.
practitioner-hold-lapsed = Cet horaire n’est plus gardé pour vous. Choisissez-le de nouveau, ou un autre.

## Who comes

booking-title = Votre rendez-vous
booking-step = Dernière étape
booking-held = Nous gardons cet horaire pour vous jusqu’à { $time }.
booking-lapsed = Nous ne gardons plus cet horaire pour vous. S’il est encore libre, vous pouvez le prendre.
booking-who = Qui vient au rendez-vous ?
booking-who-hint = Pour un enfant ou un proche, indiquez son nom et sa date de naissance, et { -mail(form: "your-address") }.
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
email-missing = Indiquez { -mail(form: "an-address") }.
email-malformed = Vérifiez l’adresse : elle s’écrit comme nom@exemple.fr.
email-too-long = Raccourcissez l’adresse : elle dépasse ce que nous pouvons noter.
booking-submit = Prendre ce rendez-vous
booking-privacy = Ces renseignements vont { -practice(form: "to") }, pour votre rendez-vous et rien d’autre.

## An appointment, behind its link

tag-confirmed = Confirmé
tag-cancelled = Annulé
tag-past = Passé
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
appointment-rebook = Reprendre rendez-vous

## When things go otherwise

notice-not-found = Cette page n’existe pas
notice-not-found-next = L’adresse est peut-être incomplète. Vérifiez-la, ou repartez du lien que vous avez reçu.
notice-slot-taken = Cet horaire vient d’être pris
notice-slot-taken-next = Une autre personne l’a choisi juste avant vous. D’autres horaires sont peut-être libres le même jour.
notice-slot-past = Cet horaire n’est plus proposé
notice-slot-past-next = Il est passé, ou trop proche pour être pris en ligne.
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
role-owner = titulaire
role-practitioner = { -practitioner(form: "a") }
role-secretary = secrétariat
role-accountant = comptabilité

## Calendar invite
invite-summary = Rendez-vous avec { $name }
