import type { tap as english } from "../en/tap.ts";
import { plural } from "../plural.ts";

const n = plural("es");

export const tap: typeof english = {
  choice: {
    title: "¿Cómo quieres registrar tu asistencia?",
    text: "Igual de rápidas, y las dos cuentan lo mismo. Tus compañeros no ven cuál. Puedes cambiarla en «Yo».",
    faceTitle: "Con tu rostro",
    faceText: "Tu teléfono te reconoce en una foto.",
    face: "Leer sobre el rostro",
    tapTitle: "Con un toque",
    tapText: "Un toque; tu docente lo confirma en el aula.",
    tap: "Registrarme con un toque",
    chosen: "Registras tu asistencia con un toque.",
  },
  way: "Cómo te registras",
  ways: { face: "Con tu rostro", tap: "Con un toque" },
  screen: {
    ready: "Un toque, y tu registro queda firmado en este teléfono.",
    action: "Registrar asistencia",
    privacy: "No se toma ninguna foto.",
    instead: "Registrarme sin foto",
    insteadHint: "Tu docente mira en el aula y decide.",
    saving: "Guardando",
    saved: {
      title: "Asistencia registrada",
      text: "Guardada en este teléfono. Tu docente la confirma en el aula.",
    },
  },
  list: {
    badge: "Por confirmar",
    one: "Confirmar",
    waiting: (count: number) =>
      n(count, "1 registro espera tu confirmación.", "# registros esperan tu confirmación."),
    all: (count: number) => n(count, "Confirmarlo", "Confirmar los #"),
    done: (count: number) => n(count, "1 registro confirmado.", "# registros confirmados."),
    reason: "Registro confirmado en el aula por el docente",
    question: (name: string) => `¿Está ${name} en el aula?`,
  },
};
