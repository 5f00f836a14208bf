namespace CiamGateway.Cli;

/// <summary>
/// Rows, aligned, under headings where there are any; where they are wider than the terminal, the widest columns are wrapped until they
/// fit.
/// </summary>
internal sealed class Table(params string[] headings)
{
    private const int Gap = 2;
    private const int NarrowestColumn = 8;

    private readonly List<string[]> _rows = headings.Length > 0 ? [headings] : [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter writer, int width)
    {
        var columns = Widths(width);
        foreach (var row in _rows)
        {
            WriteRow(row.Select((cell, column) => Wrap(cell, columns[column])).ToList(), columns, writer);
        }
    }

    private int[] Widths(int available)
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        while (widths.Sum() + (Gap * (widths.Length - 1)) > available && widths.Max() > NarrowestColumn)
        {
            widths[Array.IndexOf(widths, widths.Max())]--;
        }
        return widths;
    }

    private static void WriteRow(List<List<string>> cells, int[] widths, TextWriter writer)
    {
        for (var line = 0; line < cells.Max(cell => cell.Count); line++)
        {
            var parts = cells.Select((cell, column) => (line < cell.Count ? cell[line] : "").PadRight(widths[column]));
            writer.WriteLine(string.Join(new string(' ', Gap), parts).TrimEnd());
        }
    }

    /// <summary>
    /// Breaks at spaces, and inside a word only where it alone is too wide: behind a slash, a dot or a hyphen where it has one.
    /// </summary>
    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        while (text.Length > width)
        {
            var space = text.LastIndexOf(' ', width);
            var end =
                space > 0 ? space
                : text.LastIndexOfAny(['/', '.', '-'], width - 1) is > 0 and var mark ? mark + 1
                : width;
            lines.Add(text[..end]);
            text = text[end..].TrimStart();
        }
        lines.Add(text);
        return lines;
    }
}
