"""Given names that are, in most places, women's or men's; all others say nothing."""

_WOMEN = """
agnes aisha alexandra alice alicia amanda amelia amina amy ana angela anita anja anna anne annie
antonia asha astrid barbara beatrice bella brigitte camila camille carla carmen carol carolina
caroline catherine cecilia charlotte chiara chloe christina christine clara claudia daniela
deborah diana dina donna dorothy ekaterina elena elisa elisabeth elizabeth ella ellen elsa
emilia emily emma erika esther eva fatima fiona frances francesca frida gabriela giulia gloria
grace hanna hannah heidi helen helena ida ines ingrid irina isabel isabella jana jane janet
jasmine jennifer jessica joanna johanna josephine joyce judith julia juliana karen karin
katarina kate katharina katherine kathleen klara lara laura layla lea leila lena leonie linda
lisa louise lucia lucy luisa magdalena maja margaret margarita maria mariam marie marina marlene
marta martha mary matilda maya megan melissa mia michelle monica monika nadia nancy natalia
natalie natasha nicole nina nora olga olivia pamela patricia paula pauline petra priya rachel
rebecca regina renata rita rose ruth sabine samantha sandra sara sarah sharon silvia sofia sonia
sophia sophie stella stephanie susan susanne svetlana tamara tania tanja tatiana teresa theresa
ursula valentina valeria vanessa vera veronica victoria virginia wendy yasmin yulia zara zoe
"""

_MEN = """
aaron abdul adam adrian ahmad ahmed alan albert alberto alejandro alexander alexei ali andre
andreas andrei andrew anthony anton antonio arthur axel ben benjamin bernd bill boris brandon
brian bruno carl carlos charles christian christopher daniel david dennis diego dieter dmitri
dominic donald douglas edward emil eric erik ethan fabian felix fernando filip florian francesco
francisco frank franz fred frederik gary george gerald giovanni giuseppe gregory guillaume
gustav hans harold harry hasan hassan heinrich henrik henry hugo ian ibrahim igor isaac ivan
jack jacob jakob james jason javier jeffrey jeremy jerry joao joe johan johannes john jonas
jonathan jorge jose josef joseph joshua juan julian julien jurgen justin karim karl keith
kenneth kevin klaus larry lars lawrence leo leon liam lorenzo louis luca lucas luigi luis lukas
magnus manuel marc marcel marco marcus mario mark markus martin matteo matthew matthias max
maxim maximilian michael miguel mike mikhail mohamed mohammed moritz muhammad nathan nicholas
nico nicolas niklas nikolai noah oleg oliver omar oscar otto pablo patrick paul pavel pedro
peter philip philipp pierre rafael rahul raj ralph ray raymond ricardo richard robert roberto
roger roland roman ronald ruben rudolf russell ryan salvatore samuel scott sean sebastian sergei
sergio simon stefan stephen steven sven tariq theo theodor thomas tim timothy tobias tom tomas
ulrich umberto victor vincent vladimir walter werner wilhelm william wolfgang yusuf zachary
"""

WOMEN = frozenset(_WOMEN.split())
MEN = frozenset(_MEN.split())
