namespace CiamGateway.Listening;

/// <summary>
/// A set of header names, some of which leave their end open (<c>X-Forwarded-*</c>). A character that is no letter or digit counts as a
/// hyphen, since servers take <c>X_Forwarded_For</c>, and some of them <c>X.Forwarded.For</c>, for the same header.
/// </summary>
internal sealed class HeaderNames
{
    /// <summary>The values of five bits, which tell letters and underscore apart.</summary>
    private const int Codes = 32;

    /// <summary>
    /// A bit for each key of the patterns. A key is the codes of a name's first, third and fourth character. It rules most names out,
    /// since this set is asked for every header that passes.
    /// </summary>
    private readonly ulong[] _keys = new ulong[Codes * Codes * Codes / 64];

    /// <summary>By the hash of the key.</summary>
    private readonly Pattern[]?[] _patterns = new Pattern[]?[Codes * Codes];

    /// <param name="patterns">Names, with a <c>*</c> at the end if it is open.</param>
    /// <param name="lookAlikes">Names that are in the set in every spelling but their own, such as <c>Content_Length</c>.</param>
    public HeaderNames(IEnumerable<string> patterns, IEnumerable<string>? lookAlikes = null)
    {
        foreach (var pattern in patterns.Where(pattern => pattern is not ("" or "*")))
        {
            var isOpen = pattern.EndsWith('*');
            Add(new Pattern(Folded(isOpen ? pattern[..^1] : pattern), isOpen, isLookAlike: false));
        }
        foreach (var name in lookAlikes ?? [])
        {
            Add(new Pattern(Folded(name), isOpen: false, isLookAlike: true));
        }
    }

    public bool Contain(string name)
    {
        if (name.Length == 0)
        {
            return false;
        }
        var key = Key(Code(name[0]), name.Length > 2 ? Code(name[2]) : 0, name.Length > 3 ? Code(name[3]) : 0);
        return (_keys[key >> 6] & (1UL << (key & 63))) != 0 && IsMatched(name, _patterns[Hash(key)]!);
    }

    private static bool IsMatched(string name, Pattern[] patterns)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.HasLengthOf(name) && pattern.Matches(name))
            {
                return true;
            }
        }
        return false;
    }

    private void Add(Pattern pattern)
    {
        var keys = Keys(pattern).ToList();
        foreach (var key in keys)
        {
            _keys[key >> 6] |= 1UL << (key & 63);
        }
        foreach (var hash in keys.Select(Hash).Distinct())
        {
            _patterns[hash] = [.. _patterns[hash] ?? [], pattern];
        }
    }

    /// <returns>The keys that names of the pattern can have: several if its open end comes before the fourth character.</returns>
    private static IEnumerable<int> Keys(Pattern pattern) =>
        from third in CodesAt(pattern, 2)
        from fourth in CodesAt(pattern, 3)
        select Key(Code(pattern.Text[0]), third, fourth);

    private static IEnumerable<int> CodesAt(Pattern pattern, int index) =>
        index < pattern.Text.Length ? [Code(pattern.Text[index])]
        : pattern.IsOpen ? Enumerable.Range(0, Codes)
        : [0];

    private static int Key(int first, int third, int fourth) => (((first * Codes) | third) * Codes) | fourth;

    private static int Hash(int key) => (key & ((Codes * Codes) - 1)) ^ ((key / (Codes * Codes)) * (Codes + 1));

    private static int Code(char character) => Fold(character) & (Codes - 1);

    private static string Folded(string name) => string.Create(name.Length, name, static (folded, name) =>
        {
            for (var i = 0; i < folded.Length; i++)
            {
                folded[i] = Fold(name[i]);
            }
        });

    /// <summary>For each ASCII character.</summary>
    private static ReadOnlySpan<byte> Folds =>
        "________________________________"u8
        + "________________0123456789______"u8
        + "_abcdefghijklmnopqrstuvwxyz_____"u8
        + "_abcdefghijklmnopqrstuvwxyz_____"u8;

    /// <returns>The small letter, the digit, or an underscore.</returns>
    private static char Fold(char character) => (char)Folds[character & 127];

    private sealed class Pattern(string text, bool isOpen, bool isLookAlike)
    {
        private readonly int _shortest = text.Length;
        private readonly int _longest = isOpen ? int.MaxValue : text.Length;
        private readonly int[] _hyphens = isLookAlike ? [.. Enumerable.Range(0, text.Length).Where(index => text[index] == '_')] : [];

        public string Text { get; } = text;

        public bool IsOpen => isOpen;

        public bool HasLengthOf(string name) => name.Length >= _shortest && name.Length <= _longest;

        /// <summary>Compares from the end, since names of one key begin alike.</summary>
        public bool Matches(string name)
        {
            if (isLookAlike && HasHyphens(name))
            {
                return false;
            }
            for (var i = Text.Length - 1; i >= 0; i--)
            {
                if (Fold(name[i]) != Text[i])
                {
                    return false;
                }
            }
            return true;
        }

        private bool HasHyphens(string name)
        {
            foreach (var index in _hyphens)
            {
                if (name[index] != '-')
                {
                    return false;
                }
            }
            return true;
        }
    }
}
