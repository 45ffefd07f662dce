"""A small starter curriculum as files: one module, its translation, its programme."""

MODULE = """\
module: B3
language: en
title: Who paid?
summary: Fees.
minutes: 7
opening: |
  You may stop.
objectives:
  - key: o1
    text: Ask who paid.
lessons:
  - key: one
    title: One
    minutes: 4
    blocks:
      - key: t1
        kind: text
        text: |
          Ari **paid**.

          - a
          - b
      - key: d1
        kind: dilemma
        title: The safe
        situation: |
          A safe.
        decisions:
          - key: first
            question: What now?
            options:
              - key: a
                text: Leave it
                consequence: Nothing.
                judgement: harmful
              - key: b
                text: Ask
                consequence: Something.
                judgement: better
                leads_to: second
          - key: second
            question: And now?
            options:
              - key: a
                text: This
                consequence: X.
                judgement: partial
              - key: b
                text: That
                consequence: Y.
                judgement: better
        better_practice: |
          Ask.
quiz:
  minutes: 3
  items:
    - key: q1
      kind: single
      critical: true
      objective: o1
      question: Who pays?
      options:
        - key: a
          text: Me
        - key: b
          text: The employer
          right: true
      feedback: Nobody should pay.
"""

SPANISH = """\
module: B3
language: es
status: unreviewed
title: ¿Quién pagó?
summary: Cobros.
opening: |
  Puede parar.
objectives:
  - key: o1
    text: Preguntar.
lessons:
  - key: one
    title: Uno
    blocks:
      - key: t1
        text: |
          Ari pagó.

          - uno
          - dos
      - key: d1
        title: La caja
        situation: |
          Una caja.
        decisions:
          - key: first
            question: ¿Y ahora?
            options:
              - key: a
                text: Dejarla
                consequence: Nada.
              - key: b
                text: Preguntar
                consequence: Algo.
          - key: second
            question: ¿Y después?
            options:
              - key: a
                text: Esto
                consequence: X.
              - key: b
                text: Eso
                consequence: Y.
        better_practice: |
          Pregunte.
quiz:
  items:
    - key: q1
      question: ¿Quién paga?
      options:
        - key: a
          text: Yo
        - key: b
          text: El empleador
      feedback: Nadie.
"""

PROGRAMMES = """\
- code: B
  audience_roles: [procurement]
  validity_months: 24
  certificate: true
  open: false
  texts:
    en: {title: Buying, summary: Well.}
    es: {title: Comprar, summary: Bien.}
  modules:
    - code: B1
      planned: true
      titles: {en: Risk, es: Riesgo}
    - code: B3
"""
