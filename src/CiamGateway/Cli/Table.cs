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

    /// <summary>Takes columns out whose cells are the same in all rows.</summary>
    /// <param name="among">The headings of the columns that may be taken out.</param>
    /// <returns>Their headings and what all their cells say; none if there is one row only.</returns>
    public IReadOnlyList<(string Heading, string Cell)> TakeUniform(params string[] among)
    {
        var uniform = Enumerable
            .Range(0, _rows[0].Length)
            .Where(column =>
                _rows.Count > 2 && among.Contains(_rows[0][column]) && _rows.Skip(1).DistinctBy(row => row[column]).Count() == 1
            )
            .ToList();
        var taken = uniform.ConvertAll(column => (_rows[0][column], _rows[1][column]));
        for (var row = 0; row < _rows.Count; row++)
        {
            _rows[row] = [.. _rows[row].Where((_, column) => !uniform.Contains(column))];
        }
        return taken;
    }

    /// <summary>Whether it is wider than this without line breaks inside cells.</summary>
    public bool IsWiderThan(int width) => Total(Columns(cell => cell.Length)) > width;

    /// <summary>No column becomes narrower than its longest word, unless nothing else helps.</summary>
    private int[] Widths(int available)
    {
        var widths = Columns(cell => cell.Length);
        var least = Columns(LongestPart);
        while (Total(widths) > available && widths.Max() > NarrowestColumn)
        {
            var spare = Enumerable.Range(0, widths.Length).Where(column => widths[column] > least[column]).ToList();
            widths[spare.Count > 0 ? spare.MaxBy(column => widths[column]) : Array.IndexOf(widths, widths.Max())]--;
        }
        return widths;
    }

    private int[] Columns(Func<string, int> measure) =>
        [.. Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => measure(row[column])))];

    private static int Total(int[] widths) => widths.Sum() + (Gap * (widths.Length - 1));

    private static int LongestPart(string cell)
    {
        var (longest, length) = (0, 0);
        foreach (var character in cell)
        {
            length = character is ' ' ? 0 : length + 1;
            longest = Math.Max(longest, length);
            length = character is '/' or '.' or '-' ? 0 : length;
        }
        return longest;
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
