export { CheckIn } from "./capture/check-in.tsx";
export { Consent } from "./consent/consent.tsx";
export { Enrol } from "./enrol/enrol.tsx";
export { EnrolPhotos } from "./enrol/photos.tsx";
export { Join } from "./join/join.tsx";
export { AboutMe } from "./me/about-me.tsx";
export { Record } from "./record/record.tsx";
export { Today } from "./today/today.tsx";
