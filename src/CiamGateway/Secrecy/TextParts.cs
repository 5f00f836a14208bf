namespace CiamGateway.Secrecy;

/// <summary>Every part of the shortest length that the readings of a text have, found by a hash that rolls along a text.</summary>
internal sealed class TextParts
{
    /// <summary>A part that is shorter tells too little, and would be found everywhere.</summary>
    public const int ShortestPart = 8;

    private const ulong Factor = 1_099_511_628_211;

    /// <summary>Rules most hashes out before they are looked up.</summary>
    private readonly ulong[] _known = new ulong[1024];
    private readonly Dictionary<ulong, List<(int Start, int End)>> _places = [];

    public TextParts(IEnumerable<EscapedText> readings)
    {
        foreach (var reading in readings)
        {
            Scan(reading.Text, (hash, index) => Add(hash, (reading.Starts[index], reading.Ends[index + ShortestPart - 1])));
        }
    }

    /// <summary>
    /// Marks what the text has in common with the form. Parts of one hash are most likely the same. If not, too much is marked.
    /// </summary>
    public void Mark(string form, bool[] isSecret) => Scan(form, (hash, _) =>
    {
        if (Knows(hash) && _places.TryGetValue(hash, out var places))
        {
            foreach (var (start, end) in places)
            {
                isSecret.AsSpan(start..end).Fill(true);
            }
        }
    });

    private static void Scan(string text, Action<ulong, int> each)
    {
        const ulong squared = unchecked(Factor * Factor);
        const ulong oldest = unchecked(squared * squared * squared * squared);
        var hash = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            hash = unchecked((hash * Factor) + text[i] - (i < ShortestPart ? 0 : text[i - ShortestPart] * oldest));
            if (i >= ShortestPart - 1)
            {
                each(hash, i - ShortestPart + 1);
            }
        }
    }

    private bool Knows(ulong hash) => (_known[(hash >> 48) & 1023] & (1UL << (int)(hash >> 58))) != 0;

    private void Add(ulong hash, (int Start, int End) place)
    {
        _known[(hash >> 48) & 1023] |= 1UL << (int)(hash >> 58);
        if (!_places.TryGetValue(hash, out var places))
        {
            _places[hash] = places = [];
        }
        places.Add(place);
    }
}
