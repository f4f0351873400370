/**
 * Long passwords, and cores of long passwords, that head every published list of leaked ones. Shorter ones need no
 * entry unless people stretch them with digits.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `password passwort motdepasse contrasena passw0rd p@ssword p@ssw0rd password123 qwertyuiop qwertyuiopas
  qwerty qwertz azerty asdfghjkl asdfghjklzxc zxcvbnm qazwsxedc qazwsxedcrfv 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv
  123456789012 1234567890123 12345678901234 1234567890123456 012345678901 123123123123 987654321098 abcdefghijkl
  abcdefghijklm abcdefghijklmnop abcd1234abcd letmein iloveyou welcome administrator admin superadmin changeme
  changemenow trustnoone trustno1 sunshine princess football baseball basketball dragon monkey superman batman
  starwars whatever computer internet secret topsecret verysecret mypassword thisismypassword passwordpassword
  correcthorsebatterystaple opensesame`.split(/\s+/),
);
