import { NO_ASSETS } from "../assets/prepare.ts";
import { createConfig } from "../config.ts";
import { createServices } from "../services.ts";
import { DEMO_ACCOUNTS, DEMO_PASSWORD, foundUniversity } from "./university.ts";

/** Makes the university in the folder that `env` names. @returns what to print about its accounts */
export async function makeDemo(
  env: Readonly<Record<string, string | undefined>>,
  { seed, say }: { seed: number; say: (...lines: string[]) => void },
): Promise<string[]> {
  const began = performance.now();
  say("", "Making a university: 3 courses, 120 students, a term …");
  const { services, close } = await createServices(createConfig(env), {
    recogniser: null,
    assets: NO_ASSETS,
  });
  try {
    await foundUniversity(services, { seed, now: new Date(), say });
  } finally {
    await close();
  }
  say(`Made in ${((performance.now() - began) / 1000).toFixed(0)} s.`);
  return accounts();
}

function accounts(): string[] {
  const { administrator, teachers, student } = DEMO_ACCOUNTS;
  const line = (what: string, { name, email }: { name: string; email: string }) =>
    `  ${what.padEnd(15)}${email.padEnd(26)}${name}`;
  return [
    "",
    `Sign in with one of these; the password of all is:  ${DEMO_PASSWORD}`,
    "",
    line("Teacher", teachers[0]),
    line("Teacher", teachers[1]),
    line("Student", student),
    line("Administrator", administrator),
    "",
  ];
}
