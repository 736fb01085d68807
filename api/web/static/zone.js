// Tells the server this browser's time zone, so that times are told in it where the account names none.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const safe = location.protocol === "https:" ? "; secure" : "";
if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${safe}`;
