// Screen readers and fonts need the language.
document.documentElement.lang = "zh-CN";
