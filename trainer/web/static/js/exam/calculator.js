// A calculator for four operations and brackets. Reads the line itself: nothing is evaluated as a program.

const tokens = (text) => {
  const plain = text.replace(/[×x*]/gi, "*").replace(/[÷:]/g, "/").replace(/[−–]/g, "-").replace(/[\s,$]/g, "");
  const found = plain.match(/\d+\.?\d*|\.\d+|[-+*/()%]/g) ?? [];
  return found.join("") === plain ? found : null;
};

/** The value of a calculation; null where it is none. */
export const calculate = (text) => {
  const left = tokens(text);
  if (!left || !left.length) return null;
  const sum = () => {
    let value = product();
    while (left[0] === "+" || left[0] === "-") value = left.shift() === "+" ? value + product() : value - product();
    return value;
  };
  const product = () => {
    let value = factor();
    while (left[0] === "*" || left[0] === "/") value = left.shift() === "*" ? value * factor() : value / factor();
    return value;
  };
  const factor = () => {
    const token = left.shift();
    if (token === "-") return -factor();
    let value = token === "(" ? sum() : Number(token ?? NaN);
    if (token === "(" && left.shift() !== ")") return NaN;
    while (left[0] === "%") { left.shift(); value /= 100; }
    return value;
  };
  const value = sum();
  return left.length || !Number.isFinite(value) ? null : Number(value.toPrecision(12));
};

export const installCalculator = (input, output) => {
  const show = () => {
    const value = calculate(input.value);
    output.textContent = value === null ? "" : `= ${value}`;
    return value;
  };
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const value = show();
    if (value !== null) input.value = String(value);
  });
};
