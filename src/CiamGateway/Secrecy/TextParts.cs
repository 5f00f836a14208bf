namespace CiamGateway.Secrecy;

/// <summary>Every part of the shortest length that the readings of a text have, found by a hash that rolls along a text.</summary>
internal sealed class TextParts
{
    /// <summary>A part that is shorter tells too little, and would be found everywhere.</summary>
    public const int ShortestPart = 8;

    private const ulong Factor = 1_099_511_628_211;

    private readonly Dictionary<ulong, List<(int Start, int End)>> _places = [];

    public TextParts(IEnumerable<EscapedText> readings)
    {
        foreach (var reading in readings)
        {
            Scan(reading.Text, (hash, index) => Add(hash, (reading.Starts[index], reading.Ends[index + ShortestPart - 1])));
        }
    }

    /// <summary>The hashes of all parts of a secret's forms, sorted.</summary>
    public static ulong[] HashesOf(IEnumerable<string> forms)
    {
        var hashes = new HashSet<ulong>();
        foreach (var form in forms)
        {
            Scan(form, (hash, _) => hashes.Add(hash));
        }
        ulong[] sorted = [.. hashes];
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>
    /// Marks what the text has in common with a secret. Parts of one hash are most likely the same. If not, too much is marked.
    /// </summary>
    /// <param name="hashes">Of the secret.</param>
    public void Mark(ulong[] hashes, bool[] isSecret)
    {
        foreach (var (hash, places) in _places)
        {
            if (Array.BinarySearch(hashes, hash) >= 0)
            {
                places.ForEach(place => isSecret.AsSpan(place.Start..place.End).Fill(true));
            }
        }
    }

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

    private void Add(ulong hash, (int Start, int End) place)
    {
        if (!_places.TryGetValue(hash, out var places))
        {
            _places[hash] = places = [];
        }
        places.Add(place);
    }
}
