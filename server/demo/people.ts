import type { Random } from "./random.ts";

/** Made-up names; nobody is meant. */
const FIRST = [
  "Ana",
  "Luis",
  "Zoë",
  "Íñigo",
  "Marta",
  "Łukasz",
  "Sofía",
  "Mateo",
  "Chiara",
  "Jonas",
  "Aisha",
  "Pablo",
  "Irene",
  "Hugo",
  "Núria",
  "Tomás",
  "Elif",
  "Leire",
  "Óscar",
  "Yasmin",
  "Diego",
  "Clara",
  "Amir",
  "Lucía",
  "Bjørn",
  "Inés",
  "Rafael",
  "Noa",
  "Vera",
  "Gonzalo",
  "Mei",
  "Adrián",
  "Olga",
  "Samuel",
  "Julia",
  "Kofi",
  "Alba",
  "Iván",
  "Priya",
  "Bruno",
] as const;
const LAST = [
  "Pérez",
  "García",
  "Ødegård",
  "Çelik",
  "Ibáñez",
  "Müller",
  "Rossi",
  "Okafor",
  "Novák",
  "Silva",
  "Romero",
  "Haddad",
  "Kowalska",
  "Serrano",
  "Lindqvist",
  "Vega",
  "Marín",
  "Duarte",
  "Fontaine",
  "Iglesias",
  "Castro",
  "Berg",
  "Navarro",
  "Santos",
  "Ruiz",
  "Tanaka",
  "Molina",
  "Petrova",
  "Guerrero",
  "Weiss",
] as const;

export interface DemoStudent {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly studentNumber: string;
  readonly deviceId: string;
  /** how likely this one comes, and how likely late */
  readonly comes: number;
  readonly late: number;
  /** comes less and less */
  readonly fading: boolean;
}

/** Students with habits: most come nearly always, some are often late, a few fade away. The first is the demo account. */
export function newStudents(random: Random, count: number): DemoStudent[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, i) => {
    let name = "Ana Pérez";
    while (taken.has(name)) name = `${random.pick(FIRST)} ${random.pick(LAST)}`;
    taken.add(name);
    const roll = random.next();
    return {
      id: random.uuid(),
      name,
      email: i === 0 ? "student@demo.example" : `student${i + 1}@demo.example`,
      studentNumber: `2026-${String(1000 + i * 7)}`,
      deviceId: random.uuid(),
      comes: roll < 0.7 ? 0.94 : roll < 0.9 ? 0.82 : 0.62,
      late: random.chance(0.15) ? 0.3 : 0.06,
      fading: i > 0 && random.chance(0.06),
    };
  });
}
