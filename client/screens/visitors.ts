export { About } from "./about/about.tsx";
export { Register } from "./register/register.tsx";
export { Reset } from "./reset/reset.tsx";
export { SignInScreen as SignIn } from "./sign-in/sign-in.tsx";
export { Welcome } from "./welcome/welcome.tsx";
