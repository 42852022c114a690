# The French of the desk's pages, of France, and what Canada falls back to. The reader is staff.

## Words that a country may call otherwise

-places = Lieux de consultation
-services = Prestations
-service = { $form ->
   *[the] la prestation
    [A] Prestation
}
-text = { $form ->
   *[a] SMS
}

## Around every page of the desk

d-account = Compte :
d-practices = Vos { -practice(form: "plural") }
d-home-link = Créer ou rejoindre
d-sessions = Sessions
d-sign-out = Se déconnecter
d-nav = Principal
d-menu = Menu
d-nav-today = Aujourd’hui
d-nav-patients = Patients
d-nav-team = Équipe
d-nav-settings = Réglages
d-nav-audit = Journal
d-nav-tokens = Clés API
d-cancel = Revenir sans rien changer
d-save = Enregistrer
d-add = Ajouter
d-change = Modifier
d-rename = Renommer
d-remove = Retirer
d-withdraw = Retirer
d-withdraw-offer = Ne plus proposer
d-revoke = Révoquer
d-choose = Choisir
d-show = Afficher
d-yes = Oui
d-no = Non
d-nothing = Rien
d-go-on = Continuer
d-keys-move = parcourir
d-keys-mark = la lettre d’un bouton le presse
d-keys-open = ouvrir
d-keys-search = chercher

## What was just done

d-said-saved = C’est enregistré.
d-said-added = C’est ajouté.
d-said-withdrawn = C’est retiré.
d-said-invitation-sent = L’invitation est partie.
d-said-invitation-revoked = L’invitation ne fonctionne plus.
d-said-joined = Bienvenue dans l’équipe.
d-said-member-ended = Cette personne n’a plus accès.
d-said-token-revoked = La clé ne fonctionne plus.
d-said-session-ended = La session est fermée.
d-said-code-sent = Un nouveau code est parti.
d-said-merged = Les deux fiches n’en font plus qu’une.
d-said-kept-apart = Noté : ce sont deux personnes.
d-said-practice-created = Tout est prêt. Invitez maintenant votre équipe.
d-said-changed-meanwhile = Quelqu’un d’autre a été plus rapide : voici ce qui est enregistré. Vérifiez, puis recommencez.

## Signing in

d-sign-in = Se connecter
d-sign-in-how = Indiquez votre adresse : vous recevrez un lien, sans mot de passe.
d-sign-in-submit = Recevoir un lien
d-sign-in-new = La même page sert à créer un compte : le premier lien l’ouvre.
d-sign-in-needed = Connectez-vous pour voir cette page.
d-sign-in-session-over = Votre session est terminée. Connectez-vous de nouveau.
d-sign-in-signed-out = Vous êtes bien déconnecté.
d-link-sent = Regardez votre boîte de réception
d-link-sent-to = Si l’adresse { $email } peut recevoir un lien, il arrive dans un instant. Il sert une seule fois, pendant { $duration }.
d-link-sent-browser = Ouvrez-le dans ce navigateur.
d-link-sent-nothing = Rien reçu après quelques minutes ? Regardez dans les indésirables, ou demandez un autre lien.
d-link-again = Demander un autre lien
d-confirm-sign-in = Encore un geste
d-confirm-sign-in-who = Vous allez vous connecter avec { $email }. Si ce n’est pas votre adresse, fermez cette page : ce lien n’est pas pour vous.
d-confirm-sign-in-why = Ce bouton vous connecte dans ce navigateur. Le lien ne servira plus ensuite.
d-confirm-sign-in-submit = Me connecter
d-link-dead = Ce lien ne fonctionne plus
d-link-dead-why = Il a déjà servi, ou il est trop ancien. Un autre arrive en un instant.
d-other-browser = Ce lien s’ouvre dans un autre navigateur
d-other-browser-why = Pour votre sécurité, un lien ne connecte que le navigateur où il a été demandé.
d-other-browser-next = Copiez-le dans ce navigateur-là, ou demandez-en un autre ici. Si vous n’avez rien demandé, fermez cette page.
d-step-up = Confirmez que c’est bien vous
d-step-up-sent = Un code à six chiffres a été envoyé à { $email }. Il sert pendant { $duration }.
d-step-up-erase = Avant d’effacer un patient.
d-step-up-export = Avant de remettre toutes les données d’un patient.
d-step-up-merge = Avant de réunir deux fiches.
d-step-up-token = Avant de créer une clé API.
d-step-up-members = Avant de changer qui peut faire quoi.
d-step-up-delegate = Avant de laisser quelqu’un agir pour vous.
d-step-up-other = Cette action est sensible.
d-code = Code
d-code-hint = Six chiffres ; ensuite vous n’aurez plus à le faire pendant quelques minutes.
d-code-submit = Confirmer
d-code-again = Envoyer un autre code

## What is to be mended

d-issue-missing = À remplir.
d-issue-not-chosen = Choisissez au moins une réponse.
d-issue-too-long = Raccourcissez : c’est plus que nous pouvons noter.
d-issue-characters = Certains signes n’ont pas leur place ici.
d-issue-malformed = Vérifiez l’écriture.
d-issue-phone = Vérifiez le numéro de téléphone.
d-issue-length = Il manque des signes, ou il y en a trop.
d-issue-check-digit = Vérifiez le numéro : un chiffre semble mal tapé.
d-issue-part = Vérifiez le numéro : une partie n’existe pas.
d-issue-detail = Vérifiez la version ou l’échéance.
d-issue-not-a-number = Écrivez un nombre entier.
d-issue-range = Écrivez un nombre de { $least } à { $most }.
d-issue-not-a-day = Vérifiez la date.
d-issue-hour-left-out = Cette heure n’existe pas ce jour-là : les horloges avancent. Choisissez-en une autre.
d-issue-hour-twice = Cette nuit-là, cette heure existe deux fois. Dites laquelle.
d-cal-fold = Laquelle des deux
d-issue-ends-first = Choisissez une fin après le début.
d-issue-other-category = Cela ne va pas avec cette catégorie : changez-la, ou videz ce champ.
d-issue-taken = Ce nom est déjà pris.
d-issue-wrong-code = Ce n’est pas le bon code. Vérifiez le dernier message reçu.
d-issue-code-over = Ce code ne fonctionne plus. Demandez-en un autre.
d-issue-code-too-soon = Un code vient de partir. Patientez une minute avant d’en demander un autre.

## What deserves a second look

d-doubt-check-differs = À vérifier : le chiffre de contrôle ne correspond pas.
d-doubt-check-missing = À vérifier : tapé sans ses chiffres de contrôle.
d-doubt-unusual-part = À vérifier : une partie est inhabituelle.
d-doubt-no-such-date = À vérifier : la date de naissance qu’il contient n’existe pas.
d-doubt-provisional = Numéro provisoire.
d-doubt-birth-date = À vérifier : la fiche a une autre date de naissance.
d-doubt-sex = À vérifier : la fiche a un autre sexe.
d-doubt-names = À vérifier : la fiche a d’autres noms.
d-doubt-expired = La carte est échue.

## Roles, rights, delegations

d-role-owner = titulaire
d-role-owner-may = décide de tout
d-role-practitioner = { -practitioner(form: "a") }
d-role-practitioner-may = donne des soins, a son agenda
d-role-secretary = secrétariat
d-role-secretary-may = tient l’accueil
d-role-accountant = comptabilité
d-role-accountant-may = ne lit aucune fiche de patient
d-roles = Rôles
d-member-change = Changer les rôles ou le lien
d-roles-change = Changer les rôles
d-right-settings-read = lire les réglages
d-right-settings-write = changer les réglages
d-right-members-read = lire l’équipe
d-right-members-write = gérer l’équipe
d-right-patients-read = lire les fiches des patients
d-right-patients-write = changer les fiches des patients
d-right-patients-export = remettre les données d’un patient
d-right-patients-erase = effacer un patient
d-right-agenda-read = lire les agendas
d-right-agenda-write = tenir les agendas
d-right-audit-read = lire le journal
d-right-tokens-write = gérer les clés API
d-delegation-agenda = Agenda
d-delegation-billing = Facturation
d-delegation-attest = Attester mes soins

## Before there is a practice

d-home = Bienvenue
d-home-no-invitation = Une invitation s’accepte depuis le lien reçu par { -mail }.
d-create = Créer { -practice(form: "a") }
d-create-why = Vous en serez titulaire, et pourrez inviter votre équipe.
d-create-submit = Créer
d-country = Pays
d-country-fr = France
d-country-be = Belgique
d-country-ca = Canada
d-practice-name = Nom { -practice(form: "of") }
d-phone = Téléphone
d-phone-2 = Autre téléphone
d-address = Adresse
d-address-1 = Adresse, première ligne
d-address-2 = Adresse, deuxième ligne
d-city = Ville
d-city-hint = Telle que les patients la cherchent.
d-zone = Fuseau horaire
d-invitation-roles = Votre rôle : { $roles }.
d-invitation-for = Pour { $email }, jusqu’au { $date }.
d-invitation-sign-in = Pour accepter, connectez-vous avec cette adresse.
d-sign-in-again = Se connecter
d-invitation-wrong = Vous êtes connecté avec { $email }. Déconnectez-vous, puis rouvrez l’invitation.
d-invitation-accept = Rejoindre l’équipe
d-invitation-dead = Cette invitation ne fonctionne plus
d-invitation-dead-next = Elle a été acceptée, révoquée, ou elle est trop ancienne. Demandez-en une autre à qui vous a invité.
d-profession = Profession
d-profession-hint = Par exemple Kinésithérapeute.

## The day

d-today = Aujourd’hui
d-days-nav = Autres jours
d-day-before = Veille
d-day-after = Lendemain
d-practitioners = Agendas
d-today-count = { $count ->
    [one] { $count } rendez-vous
   *[other] { $count } rendez-vous
}
d-today-empty = Aucun rendez-vous ce jour-là.
d-today-empty-next = Les rendez-vous pris en ligne apparaissent ici d’eux-mêmes.
d-busy = Occupé
d-no-name = Nom à venir
d-unconfirmed = À confirmer par le patient avant { $time }
d-undo = Annuler le geste
d-state-booked = Réservé
d-state-confirmed = Confirmé
d-state-arrived = Arrivé
d-state-attended = Présent
d-state-absent = Absent
d-state-cancelled-by-patient = Annulé par le patient
d-state-cancelled-late = Annulé par le patient, après le délai
d-state-cancelled-by-practitioner = Annulé par { -practitioner(form: "the") }
d-state-moved = Déplacé

## Patients

d-patient = Fiche d’un patient
d-patient-new = Nouveau patient
d-patient-edit = Modifier la fiche
d-patient-enter = Créer la fiche
d-patient-more = Autres actions
d-patient-audit = Qui a lu ou changé cette fiche
d-search = Chercher
d-search-label = Chercher un patient
d-search-hint = Nom, date de naissance ou téléphone
d-recent = Récents
d-recent-none = Aucune fiche pour le moment. Les patients qui prennent rendez-vous en ligne en ont une aussitôt.
d-found = { $count ->
    [one] { $count } fiche
   *[other] { $count } fiches
}
d-found-none = Personne de ce nom. Essayez avec moins de lettres, ou la date de naissance.
d-found-more = Il y en a d’autres : précisez la recherche.
d-born-as = né(e) { $name }
d-age = { $count ->
    [one] { $count } an
   *[other] { $count } ans
}
d-facts = Coordonnées
d-birth-name = Nom de naissance
d-birth-name-hint = S’il est autre.
d-known-as = Prénom d’usage
d-known-as-hint = S’il est autre.
d-sex = Sexe
d-sex-female = Féminin
d-sex-male = Masculin
d-sex-other = Autre
d-not-said = Non précisé
d-language = Langue des messages
d-language-first = Celle { -practice(form: "of") }
d-form-who = Identité
d-contacts = Contact
d-street = Rue et numéro
d-postcode = Code postal
d-identifiers = Numéros de santé
d-identifier-niss = NISS
d-identifier-nir = Numéro de sécurité sociale (NIR)
d-identifier-nam = Numéro d’assurance maladie (NAM)
d-identifier-ohip = Carte Santé de l’Ontario
d-identifier-phn-bc = PHN (Colombie-Britannique)
d-identifier-uli-ab = ULI (Alberta)
d-identifier-version = Code de version
d-identifier-expiry = Échéance (année et mois)
d-notes = Notes
d-notes-none = Aucune note.
d-notes-older = Notes plus anciennes
d-note-label = Nouvelle note
d-note-submit = Ajouter la note
d-relations = Proches
d-relations-none = Personne ne répond pour ce patient, et il ne répond pour personne.
d-relation = Lien
d-relation-parent = mère ou père
d-relation-guardian = autorité parentale ou tutelle
d-relation-partner = conjoint
d-relation-child = fille ou fils
d-relation-relative = autre proche
d-relation-carer = aidant
d-guardians = Répondent pour ce patient
d-dependants = Ce patient répond pour
d-guardian-add = Ajouter un proche
d-guardian-existing = Une personne qui a une fiche
d-guardian-other = Une personne sans fiche
d-guardian-other-why = On lui écrit pour le patient ; elle n’est pas soignée ici.
d-guardian-submit = Ajouter cette personne
d-for-patient = Pour { $name }
d-online = Réservation en ligne
d-online-blocked = On lui demande d’appeler : les formulaires en ligne ne disent rien d’autre. Sont reconnus, ensemble, l’adresse e-mail, le nom et la date de naissance de cette fiche ; sans adresse, le prénom, le nom et la date de naissance. Sans date de naissance, personne n’est reconnu.
d-online-open = Peut prendre rendez-vous en ligne.
d-online-block = Demander d’appeler
d-online-allow = Permettre à nouveau
d-trail-online-blocked = Réservation en ligne : doit appeler
d-trail-online-allowed = Réservation en ligne : permise
d-trail-alerts-stopped = Le patient ne veut plus de propositions
d-absences =
    { $count ->
        [one] { $count } rendez-vous non honoré
       *[other] { $count } rendez-vous non honorés
    }
d-consents = Consentements
d-consents-none = Aucun consentement noté.
d-consents-older = Consentements plus anciens
d-consent-add = Noter un consentement
d-consent-which = À quoi
d-consent-text = Version du texte
d-consent-text-hint = Celle que la personne a lue, par exemple 2026-03.
d-consent-texts = Textes à lire ensemble
d-consent-how = Comment
d-consent-submit = Noter
d-consent-given = texte { $version }, le { $moment }
d-consent-withdrawn = retiré le { $moment }
d-consent-data = Conservation et usage des données
d-consent-sms = Messages par { -text(form: "a") }
d-consent-email = Messages par { -mail(form: "bare") }
d-consent-doctor = Informer le médecin qui a adressé le patient
d-consent-remote = Téléconsultation
d-given-paper = par écrit
d-given-orally = de vive voix
d-given-online = en ligne
d-alike = Ressemble à une fiche qui existe
d-alike-why = Si c’est la même personne, ouvrez sa fiche plutôt que d’en créer une autre.
d-alike-anyway = C’est une autre personne : créer la fiche
d-duplicates = Peut-être la même personne
d-duplicates-why = Regardez les deux fiches, puis dites si c’est la même personne.
d-duplicates-none = Aucune fiche ne ressemble à une autre.
d-duplicates-all = Fiches qui sont peut-être de la même personne
d-alike-identifier = même numéro de santé
d-alike-birth = même jour de naissance, nom semblable
d-alike-contact = même contact, même prénom
d-compare = Comparer
d-keep-apart = Ce sont deux personnes
d-merged-into = Cette fiche fait maintenant partie de celle de
d-erased-at = Les données de ce patient ont été effacées le { $moment }.
d-erased-tally = Voir ce qui reste

## A patient's appointments

d-visits = Rendez-vous
d-visits-ahead = À venir
d-visits-past = Passés
d-visits-none = Aucun rendez-vous.
d-visits-all = Tous ses rendez-vous
d-visits-older = Plus anciens
d-visits-silent = L’agenda de { $name } n’a pas répondu : ses rendez-vous manquent ici.
d-visits-silent-one = Un agenda n’a pas répondu : ses rendez-vous manquent ici.

## Two records become one

d-merge = Réunir deux fiches
d-merge-why = Comparez, puis choisissez la fiche qui reste. L’autre en fera partie.
d-merge-field = Donnée
d-merge-entered = Fiche créée le
d-merge-appointments = Rendez-vous
d-merge-which = Laquelle reste ?
d-merge-keep = Garder celle-ci
d-merge-chosen = Vous avez choisi de garder celle-ci.
d-merge-after = Rendez-vous, notes, proches et consentements suivent. Le journal garde la trace.

## Erasure and export

d-erase-link = Effacer ce patient
d-erase = Effacer ce patient ?
d-erase-what = Son nom, ses coordonnées, ses numéros et ses notes disparaissent partout. On ne revient pas en arrière.
d-erase-kept = Ce que la loi impose de garder reste, le temps qu’il faut ; la page suivante dit quoi.
d-erase-code = Un code vous sera demandé.
d-erase-submit = Effacer
d-tally = Effacement d’un patient
d-tally-asked = Demandé le { $moment } par { $name }.
d-tally-record = Fiche { $id }
d-tally-waiting = Certaines réponses sont attendues.
d-tally-refresh = Actualiser
d-tally-done = Tout le monde a répondu.
d-tally-keeper = Où
d-tally-state = Réponse
d-tally-is-waiting = En attente
d-tally-erased = Effacé
d-tally-kept = Gardé jusqu’au { $date }
d-tally-kept-open = Gardé
d-kept-appointment = un rendez-vous est à venir
d-kept-message = un message est en cours d’envoi
d-keeper-records = Fiches
d-keeper-agenda = Agenda
d-keeper-messages = Messages
d-keeper-identity = Connexion
d-keeper-invoices = Factures
d-keeper-claims = Demandes aux organismes
d-keeper-documents = Documents
d-export = Données conservées sur un patient
d-export-made = Par { $practice }, le { $moment }.
d-export-html = Toutes ses données, à lire
d-export-json = Toutes ses données, fichier JSON
d-export-appointments = Rendez-vous
d-export-messages = Messages
d-message-to-confirm = Demande de confirmation
d-message-confirmation = Confirmation
d-message-moved = Déplacement
d-message-cancellation = Annulation
d-message-offer = Place plus tôt proposée
d-message-queued = en attente
d-message-sending = en cours d’envoi
d-message-sent = envoyé
d-message-failed = non remis
d-message-dropped = abandonné
d-message-in-doubt = peut-être envoyé
d-export-accesses = Lectures et changements

## The team

d-members = Membres
d-members-next = Membres suivants
d-members-first = Premiers membres
d-member = Membre
d-you = vous
d-since = depuis le { $date }
d-member-end = Mettre fin à l’accès
d-delegations = Délégations
d-delegations-why = Chacun choisit qui peut agir à sa place.
d-delegations-alone = Personne d’autre dans l’équipe pour le moment.
d-invite = Inviter
d-invite-why = La personne reçoit un lien, et rejoint l’équipe en l’acceptant.
d-invite-submit = Envoyer l’invitation
d-invitations = Invitations en attente
d-invitation-dates = envoyée le { $sent }, valable jusqu’au { $until }

## Settings

d-settings = Règles et coordonnées
d-default = Par défaut : { $value }
d-in-minutes = En minutes
d-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
d-in-days = En jours
d-appointments = { $count ->
    [one] { $count } rendez-vous
   *[other] { $count } rendez-vous
}
d-setting-name = Nom
d-setting-telephone = Téléphone
d-setting-cancellation-notice = Délai pour annuler en ligne
d-setting-booking-notice = Délai minimal pour réserver en ligne
d-setting-booking-horizon = Combien de jours à l’avance on réserve
d-setting-open-bookings = Rendez-vous à venir par patient, pris en ligne
d-setting-confirm-by-link = Faire confirmer par un lien ce qui est pris en ligne
d-setting-delegate = Le secrétariat tient tous les agendas
d-setting-duplicates = Proposer de réunir les fiches semblables
d-setting-token-days = Durée d’une clé API
d-setting-invitation-days = Durée d’une invitation
d-locations = { -places }
d-location-add = Ajouter un lieu
d-location-change = Modifier le lieu
d-locations-none = Ajoutez un lieu pour ouvrir des disponibilités.
d-access-hint = Étage, ascenseur, arrêt proche. Tout le monde peut le lire.
d-entry = Seulement pour qui a rendez-vous
d-entry-hint = Code de la porte, sonnette. Dans leurs messages et derrière leur lien.
d-services = { -services }
d-service-add = Ajouter
d-service-change = Modifier { -service(form: "the") }
d-services-none = Ajoutez ce que les patients peuvent réserver.
d-service-label = Nom
d-service-label-hint = Ce que les patients lisent.
d-service-minutes = Durée en minutes
d-service-price = Prix
d-service-price-hint = Vide : aucun prix affiché.
d-service-visit = Pour qui
d-service-before = Préparation avant, en minutes
d-service-after = Rangement après, en minutes
d-service-travel = Trajet, en minutes
d-service-travel-hint = À domicile : à l’aller et au retour.
d-service-join = Lien de visioconférence
d-member-join-hint = Pour ses téléconsultations, à la place de celui de la prestation.
d-service-join-hint = En téléconsultation : seuls les patients qui ont rendez-vous le reçoivent.
d-visit-any = Tous les patients
d-visit-first = Première fois seulement
d-visit-follow-up = Patients déjà suivis
d-categories = Catégories
d-category = Catégorie
d-category-none = Aucune
d-category-name = Nom
d-category-new = Nouvelle catégorie
d-category-home = À domicile
d-category-remote = Téléconsultation
d-category-group = En groupe
d-locked = fixe

## Keys for machines

d-tokens-why = Pour relier un autre logiciel. Une clé agit au nom { -practice(form: "of") }.
d-tokens-none = Aucune clé.
d-token-live = Active
d-token-expired = Échue
d-token-revoked = Révoquée
d-token-made = Créée le { $date } par { $name }
d-token-until = Valable jusqu’au { $date }
d-token-used = Dernier usage : { $moment }
d-token-unused = Jamais utilisée
d-token-new = Nouvelle clé
d-token-label = À quoi sert-elle ?
d-token-label-hint = Par exemple Comptabilité.
d-token-rights = Ce qu’elle peut faire
d-token-days = Durée en jours
d-token-days-hint = { $count ->
    [one] Au plus { $count } jour.
   *[other] Au plus { $count } jours.
}
d-token-submit = Créer la clé
d-token-issued = La clé est prête
d-token-issued-for = Pour : { $label }
d-token-once = Copiez-la maintenant : elle ne sera plus jamais affichée.
d-token-secret = Clé
d-token-kept = Je l’ai copiée

## Who did what

d-audit-why = Chaque action et chaque lecture d’une fiche.
d-audit-export = Exporter
d-audit-text = Texte
d-audit-who = Qui
d-audit-what = Quoi
d-audit-when = Quand
d-audit-object = Objet
d-audit-anyone = Tous
d-audit-anything = Tout
d-audit-from = Du
d-audit-to = Au
d-audit-filter = Filtrer
d-audit-none = Rien pour ces filtres.
d-audit-pages = Pages
d-audit-older = Plus ancien
d-audit-newest = Au plus récent
d-act-practice-founded = Création
d-act-practice-presented = Nom ou téléphone changé
d-act-settings-changed = Réglage changé
d-act-location-put = Lieu ajouté ou changé
d-act-location-removed = Lieu retiré
d-act-service-put = { -service(form: "A") } : ajout ou changement
d-act-service-removed = { -service(form: "A") } : retrait
d-act-category-put = Catégorie ajoutée ou renommée
d-act-category-removed = Catégorie retirée
d-act-keys-rotated = Clé de chiffrement renouvelée
d-act-member-invited = Invitation envoyée
d-act-invitation-accepted = Invitation acceptée
d-act-invitation-revoked = Invitation révoquée
d-act-member-changed = Membre modifié
d-act-member-ended = Accès d’un membre terminé
d-act-delegation-given = Délégation donnée
d-act-delegation-withdrawn = Délégation retirée
d-act-token-issued = Clé API créée
d-act-token-revoked = Clé API révoquée
d-act-patient-entered = Patient créé
d-act-patient-read = Fiche lue
d-act-patient-searched = Recherche de patients
d-act-patient-changed = Fiche changée
d-act-patient-merged = Fiches réunies
d-act-patient-erased = Patient effacé
d-act-patient-exported = Données remises
d-act-duplicate-dismissed = Deux personnes distinctes
d-act-note-added = Note ajoutée
d-act-consent-given = Consentement noté
d-act-consent-withdrawn = Consentement retiré
d-act-guardian-added = Proche ajouté
d-act-guardian-removed = Proche retiré
d-act-appointment-attendance = Rendez-vous modifié
d-act-audit-read = Journal lu

## Sessions

d-sessions-why = Les navigateurs où vous êtes connecté. Fermez ceux que vous ne reconnaissez pas.
d-session-unknown = Navigateur inconnu
d-session-here = celle-ci
d-session-times = Ouverte : { $started } · dernier usage : { $used }
d-session-end = Fermer
d-session-end-others = Fermer toutes les autres

## When things go otherwise

d-notice-forbidden = Cette page ne vous est pas ouverte
d-notice-forbidden-next = Votre rôle ne le permet pas. Une personne titulaire peut le changer.
d-notice-not-found-next = L’adresse est peut-être incomplète, ou l’objet n’existe plus.
d-notice-changed = Modifié entre-temps
d-notice-changed-next = Quelqu’un d’autre l’a modifié pendant que vous y travailliez. Rien n’a été enregistré : reprenez avec la version actuelle.
d-notice-key-reused = Ce formulaire a déjà servi
d-notice-key-reused-next = Rouvrez-le pour enregistrer autre chose.
d-notice-not-possible = Ce n’est pas possible pour le moment
d-notice-not-possible-next = La situation a changé. Regardez la page, puis décidez.
d-notice-unavailable = Service momentanément indisponible
d-notice-unavailable-next = Réessayez dans un instant : rien ne sera fait deux fois.
d-notice-bad-request-next = Revenez à la page précédente et recommencez. Rien n’a été enregistré.
d-notice-internal-next = Nous en sommes avertis. Réessayez dans quelques minutes.

## The agenda

d-nav-agenda = Agenda
d-view-day = Jour
d-view-week = Semaine
d-view-month = Mois
d-weekday-short = { $weekday ->
    [1] lun.
    [2] mar.
    [3] mer.
    [4] jeu.
    [5] ven.
    [6] sam.
   *[7] dim.
}
d-cal-month = { $month } { $year }
d-cal-week-of = Du { $first } au { $last }
d-cal-before = Avant
d-cal-after = Après
d-cal-views = Affichage
d-cal-everywhere = Tous les lieux
d-cal-place = Nouveau rendez-vous
d-cal-hours = Horaires ouverts
d-cal-closings = Fermetures
d-cal-terms = Réservation en ligne
d-cal-undo = Annuler le dernier geste
d-cal-keys = Raccourcis clavier
d-cal-key-move = déplacer
d-cal-moving = Les flèches déplacent, Entrée valide, Échap renonce.
d-cal-silent = L’agenda de { $name } ne répond pas pour le moment. Les autres sont à jour.
d-cal-count = { $count ->
    [one] { $count } rendez-vous
   *[other] { $count } rendez-vous
}
d-cal-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
d-cal-standing = { $count ->
    [one] { $count } rendez-vous reste dans le temps fermé : prévenez le patient ou déplacez-le.
   *[other] { $count } rendez-vous restent dans le temps fermé : prévenez les patients ou déplacez-les.
}
d-cal-standing-ended = { $count ->
    [one] { $count } rendez-vous reste dans l’horaire arrêté : prévenez le patient ou déplacez-le.
   *[other] { $count } rendez-vous restent dans l’horaire arrêté : prévenez les patients ou déplacez-les.
}
d-cal-cancelled-with = { $count ->
    [one] { $count } rendez-vous est annulé, et le patient prévenu.
   *[other] { $count } rendez-vous sont annulés, et les patients prévenus.
}
d-cal-open = Ouvert dès
d-cal-free = libre
d-cal-closed = Fermé
d-cal-nothing = Rien ce jour-là.
d-did-placed = Le rendez-vous est pris.
d-did-moved = Le rendez-vous est déplacé.
d-did-marked = La présence est notée.
d-did-cancelled = Le rendez-vous est annulé. S’il a { -mail(form: "an-address") }, le patient est prévenu dans deux minutes.
d-did-deleted = Le rendez-vous est supprimé.
d-did-closed = Ce temps est fermé.
d-did-reopened = Ce temps est rouvert.
d-did-opened = L’horaire est enregistré.
d-did-ended = L’horaire est arrêté.
d-did-undone = Le geste est annulé.
d-undone-too-late = Trop tard pour revenir en arrière : c’était possible pendant deux minutes. L’annulation est maintenue ; donnez un nouveau rendez-vous si besoin.
d-obstacle-taken = Ce temps est déjà pris.
d-obstacle-full = Le groupe est complet.
d-obstacle-closed = Ce temps est fermé.
d-cal-force-why = Vous pouvez choisir un autre horaire, ou passer outre : ce choix est noté dans le journal.
d-cal-force = Passer outre
d-cal-patient = Patient
d-cal-what = Motif et lieu
d-cal-when = Date et durée
d-cal-practitioner = Agenda
d-cal-service = Motif
d-cal-location = Lieu
d-cal-date = Date
d-cal-time = Heure
d-cal-minutes = Autre durée, en minutes
d-cal-minutes-hint = Vide : celle du motif.
d-cal-message = Message au patient
d-cal-silent-box = Ne pas envoyer de message
d-cal-silent-why = Pour un rendez-vous noté après coup.
d-cal-find = Chercher un horaire libre
d-cal-starts = Horaires libres
d-cal-starts-none = Aucun horaire libre dans les six semaines. Essayez plus tard, un autre lieu, ou choisissez une heure.
d-cal-place-submit = Prendre ce rendez-vous
d-cal-back = Revenir à l’agenda
d-cal-presence = Présence
d-cal-move = Déplacer
d-cal-cancel = Annuler le rendez-vous
d-cal-cancel-why = Le patient qui a { -mail(form: "an-address") } reçoit un message avec un lien pour reprendre rendez-vous ; sinon, appelez-le. Vous avez deux minutes pour reprendre l’annulation.
d-cal-delete = Supprimer
d-cal-delete-why = Pour une erreur de saisie : personne n’est prévenu, et l’heure redevient libre. Ce geste ne s’annule pas.
d-cal-hours-new = Ouvrir des horaires
d-cal-hours-change = Modifier l’horaire
d-cal-hours-none = Rien n’est ouvert. Ouvrez des horaires pour que les patients puissent réserver.
d-cal-more-hours = Suite
d-cal-once = ce jour-là seulement
d-cal-every-weeks = { $count ->
    [one] chaque semaine
   *[other] toutes les { $count } semaines
}
d-cal-other-rule = selon une règle particulière
d-cal-between = du { $first } au { $last }
d-cal-since = dès le { $first }
d-cal-rule-kept = Cet horaire suit une règle que ce formulaire n’écrit pas. Elle est gardée telle quelle.
d-cal-scope = Ce qui change
d-scope-day = Ce jour-là seulement
d-scope-from = À partir de ce jour
d-scope-all = Tout l’horaire
d-cal-first-day = Premier jour
d-cal-from = De
d-cal-to = À
d-cal-weekdays = Chaque semaine, le
d-cal-every = Toutes les combien de semaines
d-cal-every-hint = 1 : chaque semaine. Aucun jour coché : le premier jour seulement.
d-cal-until = Dernier jour
d-cal-until-hint = Vide : sans fin.
d-cal-for = Motifs
d-cal-how-many = Combien de patients
d-cal-capacity = En même temps
d-cal-capacity-hint = De 1 à 9.
d-cal-public-capacity = Dont réservables en ligne
d-cal-public-capacity-hint = 0 : l’équipe seulement. Vide : tous.
d-cal-grid = Un début toutes les (minutes)
d-cal-grid-hint = Vide : à la suite les uns des autres.
d-cal-places = Places d’un groupe
d-cal-places-hint = Pour les motifs de groupe, de 2 à 99.
d-cal-for-whom = Pour qui
d-cal-staff-first = Réservé à l’équipe jusqu’à la veille
d-cal-staff-first-why = Puis ouvert en ligne.
d-cal-end = Arrêter cet horaire
d-cal-end-cancel-why = Sinon, ils restent. Rouvrir l’horaire ne les rétablit pas.
d-cal-close = Fermer un temps
d-cal-close-from = Du
d-cal-close-from-time = À partir de
d-cal-close-to = Au
d-cal-close-to-time = Jusqu’à
d-cal-whole-day = Vide : toute la journée.
d-cal-why = Raison
d-cal-why-hint = Les patients ne la voient pas.
d-closing-leave = Congés
d-closing-illness = Maladie
d-closing-holiday = Jour férié
d-closing-training = Formation, réunion
d-closing-other = Autre raison
d-cal-inside = Rendez-vous déjà pris dans ce temps
d-cal-close-cancel = Les annuler et prévenir les patients
d-cal-close-cancel-why = Sinon, ils restent. Rouvrir ne les rétablit pas.
d-cal-closed-ahead = Fermé dans les six semaines
d-cal-closed-none = Rien n’est fermé.
d-cal-reopen = Rouvrir
d-cal-holidays = Jours fériés à venir
d-cal-holidays-why = Rien n’est fermé sans vous.
d-cal-close-day = Fermer ce jour
d-cal-online = Réservable en ligne
d-cal-new-patients = Accepte de nouveaux patients
d-cal-open-until = Ouvert jusqu’au
d-cal-open-until-hint = Vide : sans date de fin.
d-cal-horizon = Combien de jours à l’avance
d-cal-notice = Délai minimal, en minutes
d-cal-practice-setting = Vide : le réglage commun.
d-act-agenda-changed = Agenda modifié
d-trail-placed = Pris
d-trail-forced = Pris en plus des places
d-trail-moved = Déplacé
d-trail-cancelled = Annulé
d-trail-deleted = Supprimé
d-trail-opened = Horaire ouvert
d-trail-changed = Horaire changé
d-trail-ended = Horaire arrêté
d-trail-closed = Temps fermé
d-trail-reopened = Temps rouvert
d-trail-terms = Règles de réservation en ligne
d-trail-other = Autre changement

## Earlier slots

d-nav-waiting = Liste d’attente
d-settings-alerts = Créneaux libérés
d-patients = { $count ->
    [one] { $count } patient
   *[other] { $count } patients
}
d-setting-earlier-alerts = Proposer les créneaux libérés à la liste d’attente
d-setting-earlier-alerts-why = Quand un rendez-vous est annulé ou déplacé, les patients qui veulent venir plus tôt reçoivent { -mail(form: "an") }. Le premier qui accepte est déplacé.
d-setting-alert-minimum-days = Case proposée à partir de
d-setting-alert-minimum-days-why = Un patient peut s’inscrire si son rendez-vous est plus loin que ce nombre de jours.
d-setting-alert-first = Patients sollicités à la fois
d-setting-alert-first-why = Les plus anciens inscrits d’abord. Un refus est remplacé par le suivant.
d-setting-alert-same-day = Proposer aussi une heure du même jour
d-setting-alert-same-day-why = Sinon, la place proposée est au moins un jour plus tôt que le rendez-vous du patient.
d-setting-alert-round = Délai avant de solliciter les suivants
d-never = Jamais
d-setting-alert-round-why = Compté entre 8 h et 20 h, et plus court quand le créneau approche, mais de dix minutes au moins. 0 : les premiers seulement, et personne d’autre.
d-setting-offer-notice = Fin d’une proposition avant le créneau
d-setting-offer-notice-why = Passé ce moment, on ne peut plus accepter par le lien.
d-setting-alert-home-visits = Proposer aussi les visites à domicile
d-setting-alert-home-visits-why = Le trajet change avec le patient : à n’activer que si vos tournées le permettent.
d-said-slot-offered = Le créneau est proposé à la liste d’attente.
d-said-slot-withdrawn = Le créneau n’est plus proposé à la liste d’attente. Si l’horaire est ouvert, le public peut le prendre.
d-said-offer-accepted = C’est noté : le rendez-vous du patient est déplacé.
d-said-offer-declined = C’est noté : le patient garde son rendez-vous.
d-said-offer-over = Rien n’a changé : cette proposition n’est plus ouverte, ou quelqu’un est en train de prendre ce créneau.
d-did-offered-at = Le créneau sera proposé à la liste d’attente à { $time }, sauf si vous reprenez l’annulation d’ici là.
d-cal-gone = { $count ->
    [one] { $count } annulé ou déplacé
   *[other] { $count } annulés ou déplacés
}
d-wait-box = Prévenir si un créneau se libère plus tôt
d-wait-box-why = { $count ->
    [0] Le patient garde son rendez-vous tant qu’il n’accepte rien.
    [one] Pour un rendez-vous dans plus de { $count } jour. Le patient le garde tant qu’il n’accepte rien.
   *[other] Pour un rendez-vous dans plus de { $count } jours. Le patient le garde tant qu’il n’accepte rien.
}
d-wait-earlier = Plus tôt si possible
d-wait-wishes = Préférences
d-wait-halves = Demi-journées possibles
d-wait-halves-hint = Aucune cochée : toutes conviennent.
d-wait-places = Autres lieux possibles
d-wait-places-hint = Aucun coché : seulement le lieu du rendez-vous.
d-wait-morning = { $weekday } matin
d-wait-afternoon = { $weekday } après-midi
d-wait-keep = L’horaire libéré
d-wait-keep-offer = Le proposer à la liste d’attente
d-wait-keep-closed = Le garder fermé
d-wait-restore = Reprendre l’annulation
d-wait-restore-why = Possible jusqu’à { $time } : le rendez-vous redevient ce qu’il était, et rien n’est envoyé.
d-wait-slot = Créneau libéré
d-wait-trace = À qui ce créneau a-t-il été proposé ?
d-wait-offered-to = { $count ->
    [one] Proposé à { $count } patient.
   *[other] Proposé à { $count } patients.
}
d-wait-freed-nothing = N’a libéré aucun créneau à proposer.
d-wait-withdraw = Ne plus proposer
d-wait-open-again = Ne plus le garder fermé
d-wait-offer = Proposer un créneau
d-wait-offer-why = Les patients en attente à qui ce créneau convient reçoivent une proposition, les plus anciens d’abord.
d-wait-from-day = À partir du
d-wait-off = Les alertes sont éteintes : aucun créneau libéré n’est proposé.
d-wait-count = { $count ->
    [0] Personne n’attend de créneau plus tôt.
    [one] { $count } patient voudrait venir plus tôt.
   *[other] { $count } patients voudraient venir plus tôt.
}
d-wait-to-call = À appeler
d-wait-to-call-why = Sans { -mail(form: "bare") } qui fonctionne : appelez, puis notez la réponse.
d-wait-no-telephone = pas de téléphone
d-wait-offered-at = Proposé : { $moment }, { $place }
d-wait-own-until = A rendez-vous { $moment }. Réponse avant : { $until }.
d-wait-accepts = Accepte
d-wait-declines = Décline
d-wait-open = Propositions en cours
d-wait-who = Qui attend
d-wait-nobody = Personne n’attend.
d-wait-nobody-how = La case se coche en prenant un rendez-vous, ou sur sa page.
d-wait-since = depuis le { $date }
d-wait-also-at = aussi : { $places }
d-wait-offered = proposé : { $moment }
d-wait-first = Premiers inscrits
d-wait-next = Inscrits suivants
d-wait-asked-nobody = Proposé à personne.
d-wait-to-whom = À qui
d-wait-asked = Proposé le
d-wait-round = Tour
d-wait-answer = Réponse
d-wait-has = rendez-vous du { $moment }
d-wait-until = jusqu’au { $moment }
d-wait-by = noté par { $name }
d-wait-by-the-team = l’équipe
d-wait-by-telephone = à appeler
d-wait-page-asked = page demandée le { $moment }, peut-être par un robot de messagerie
d-wait-back = Revenir au rendez-vous
d-wait-by-hand = Proposé à la main
d-wait-freed-by = Créneau libéré : { $how }, le { $moment }.
d-wait-depth = { $count ->
    [one] après { $count } déplacement à la suite
   *[other] après { $count } déplacements à la suite
}
d-wait-results = Résultats des douze dernières semaines
d-wait-freed = Libérés
d-wait-refilled = Repris
d-wait-offers = Propositions
d-wait-time = Délai moyen
d-wait-days = Jours gagnés
d-wait-deepest = Plus longue suite
d-wait-by-week = Semaine par semaine
d-wait-week = Semaine du
d-offer-open = En attente
d-offer-accepted = Accepté
d-offer-declined = Décliné
d-offer-expired = Sans réponse
d-offer-taken = Pris par quelqu’un d’autre
d-offer-withdrawn = Retiré
d-offer-stopped = Ne veut plus d’alertes
d-freed-waiting = Bientôt proposé
d-freed-open = Proposé
d-freed-refilled = Repris par un patient en attente
d-freed-taken = Repris autrement
d-freed-closed = Gardé fermé
d-freed-withdrawn = N’est plus proposé
d-freed-past = Passé ou trop proche
d-freed-restored = Annulation reprise
d-freed-by-patient = annulé par le patient
d-freed-by-staff = annulé par l’équipe
d-freed-by-move = rendez-vous déplacé
d-freed-by-offer = proposition acceptée
d-freed-by-hand = à la main
d-trail-alert-on = Inscrit sur la liste d’attente
d-trail-alert-off = Retiré de la liste d’attente
d-trail-restored = Annulation reprise
d-trail-offered = Créneau proposé à la main
d-trail-withdrawn = Créneau retiré des propositions
