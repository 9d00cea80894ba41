// What Streamlit itself says is in English: here it is said in Chinese, as it appears, before it is drawn. Only words in
// this table are changed, and never inside of what the page draws itself (.stHtml), where documents speak.
(() => {
  if (window.gzChinese) return;
  window.gzChinese = true;
  const SAID = [
    [/^Link to heading$/, "这一节的链接"],
    [/^Help for (.*)$/, "说明：$1"],
    [/^Skip to main content$/, "跳到正文"],
    [/^Link to heading$/, "这一节的链接"],
    [/^Choose (an option|options)$/, "请选择"],
    [/^Open$/, "展开选项"],
    [/^Close$/, "关闭"],
    [/^Clear (value|all)$/, "清除"],
    [/^Select all$/, "全选"],
    [/^No results$/, "没有符合的选项"],
    [/^file upload$/, "选择文件"],
    [/^Upload$/, "选择文件"],
    [/^Add files$/, "再加文件"],
    [/^add icon$/, ""],
    [/^Remove (.*)$/, "移除 $1"],
    [/^Error: ?$/, "没有收下："],
    [/^(.*) files are not allowed\.$/, "不收这种文件（$1）。"],
    [/^File must be (.*) or smaller\.$/, "文件不能大于 $1。"],
    [/^progress$/, "进度"],
    [/^Running\.*$/, "正在处理……"],
    [/^Stop$/, "停止"],
    [/^Connecting$/, "正在连接……"],
    [/^Connecting to Streamlit server$/, "正在连接检索程序"],
    [/^Connection error$/, "连接断了"],
    [/^(Streamlit server is not responding|Is Streamlit still running).*$/, "检索程序没有回应：它可能停了，或网络不通。恢复后会自动接上；一直不行，请重新启动程序，再刷新这一页。"],
    [/^(Failed to generate file for download|Failed to process backend operation).*$/, "没有生成文件：可能导出得太频繁，请过一分钟再试；登录过期的，请刷新这一页。"],
    [/^Copy to clipboard$/, "复制"],
    [/^Copied$/, "已复制"],
    [/^Dismiss$/, "关闭"],
    [/^visualization$/, "图表"],
    [/^Increment$|^Step up$/, "加"],
    [/^Decrement$|^Step down$/, "减"],
  ];
  const NAMES = ["aria-label", "aria-roledescription", "placeholder", "title"];
  const inChinese = words => {
    for (const [english, chinese] of SAID)
      if (english.test(words)) return words.replace(english, chinese);
    return words;
  };
  const translate = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = inChinese(node.data);
      if (words !== node.data) node.data = words;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches(".stHtml, input, textarea, script, style") && !node.matches("[aria-label], [placeholder]")) return;
      for (const name of NAMES) {
        const words = node.getAttribute(name);
        if (words && words !== inChinese(words)) node.setAttribute(name, inChinese(words));
      }
      if (!node.matches(".stHtml")) node.childNodes.forEach(translate);
    }
  };
  translate(document.body);
  new MutationObserver(changes => {
    for (const {type, target, addedNodes} of changes) {
      if (target.parentElement?.closest(".stHtml")) continue;
      if (type === "childList") addedNodes.forEach(translate);
      else translate(target);
    }
  }).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES});
})();
