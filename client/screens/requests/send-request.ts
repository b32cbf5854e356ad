import type { NewRequest } from "../../../shared/api/requests.ts";
import { api, describeProblem } from "../../api.ts";
import { toast } from "../../components/toast.tsx";
import { language, messages } from "../../i18n/i18n.ts";
import { learnWaiting } from "./waiting.ts";

/** Sends a request and then its document; a document that is not taken leaves the request, and says so. */
export async function sendRequest(request: NewRequest, file: File | null): Promise<void> {
  const { requests: t } = messages.value.day;
  const { id } = await api.requests.create(request);
  try {
    if (file) await api.requests.attach(id, file);
    toast(t.sent);
  } catch (error) {
    const { message } = describeProblem(error, language.value);
    toast(`${t.sentNoFile} ${message}`);
  }
  void learnWaiting();
}
