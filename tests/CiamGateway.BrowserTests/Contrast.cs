namespace CiamGateway.BrowserTests;

/// <summary>The contrast ratio of a text and its background (WCAG 2.2 §1.4.3).</summary>
internal static class Contrast
{
    /// <summary>Names each text that is below 4.5 to 1, one a line.</summary>
    public const string Script = """
        () => {
          const channels = colour => colour.match(/[\d.]+/g).map(Number);
          const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
          const luminance = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
          const ground = node => {
            for (; node; node = node.parentElement) {
              const colour = channels(getComputedStyle(node).backgroundColor);
              if (colour.length === 3 || colour[3] > 0) return colour;
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll("body *")]
            .filter(node => node.checkVisibility() && [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim()))
            .map(node => {
              const [one, other] = [luminance(channels(getComputedStyle(node).color)), luminance(ground(node))];
              return [node, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
            })
            .filter(([, ratio]) => ratio < 4.5)
            .map(([node, ratio]) => `${ratio.toFixed(2)}: ${node.tagName} ${node.className} ${node.textContent}`)
            .join("\n");
        }
        """;
}
