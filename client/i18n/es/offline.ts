import type { offline as English } from "../en/offline.ts";
import { plural } from "../plural.ts";

const n = plural("es");

export const offline: typeof English = {
  kept: (count) => n(count, "1 guardado en este dispositivo", "# guardados en este dispositivo"),
  keptOffline: "Cuenta desde que lo hiciste, y se envía solo cuando vuelva la red.",
  keptOnline: "Se está enviando.",
  keptSignOut: "Se queda aquí y se envía cuando vuelvas a entrar en este dispositivo.",
  keptShort: "Guardado aquí",
  keptToast: "Guardado en este dispositivo; se enviará.",
  asOf: (when) => `Sin conexión. Como lo sabía este dispositivo: ${when}.`,
  notHere: {
    title: "Esta sesión aún no está en este dispositivo",
    text: "Ábrela una vez con conexión; desde entonces funciona sin ella.",
  },
  refused: "El servidor no aceptó esto",
  what: {
    create: "abierta en el momento",
    open: "abierta",
    close: "cerrada",
    mark: "anotación",
    undo: "anotación deshecha",
    count: "recuento",
  },
  differ: "Los docentes dijeron cosas distintas",
  settle: "Resolver",
  settleTitle: (name) => `¿Qué vale para ${name}?`,
  settleText:
    "Dos docentes anotaron a este estudiante sin saber el uno del otro. Hasta que uno elija, cuenta lo mejor para el estudiante.",
  settleChoose: (status) => `Elegir: ${status}`,
  settledReason: "Resuelto por un docente",
  you: "Tú, en este dispositivo",
  closesItself: {
    label: "Se cierra sola",
    hint: "A estos minutos de su fin, una sesión abierta se cierra. Déjalo vacío para cerrarla solo a mano.",
    error: "Entre 0 y 720 minutos, o vacío.",
  },
};
