import { PictureFace } from "../../components/pictures.tsx";
import { navigate } from "../../components/router.tsx";
import { messages } from "../../i18n/i18n.ts";

/** What helps, before the camera goes on. */
export function Before() {
  const t = messages.value.face.enrol;
  return (
    <div class="card stack before">
      <PictureFace />
      <ul class="plain-list">
        {t.tips.map((tip) => (
          <li key={tip}>{tip}</li>
        ))}
      </ul>
      <button
        type="button"
        class="button button-primary button-big"
        onClick={() => navigate("/enrol/photos")}
      >
        {t.start}
      </button>
    </div>
  );
}
