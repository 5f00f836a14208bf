namespace CiamGateway.Forwarding.Targets;

/// <summary>The place of a segment in its target.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Offset">Of its first character.</param>
internal readonly record struct SegmentPlace(int Number, int Offset)
{
    /// <param name="offset">Within the segment.</param>
    public string At(int offset) => $"at offset {Offset + offset}, in segment {Number} of its path";

    /// <summary>A fault that no route can allow.</summary>
    public TargetFault Fault(string text) => new(text, Number);

    /// <summary>A character that a route may allow, unless it is a question mark.</summary>
    /// <param name="written">As in the segment, not decoded.</param>
    public TargetFault Fault(char character, ReadOnlySpan<char> written, int offset)
    {
        var name = char.IsAscii(character) ? $"'{character}'" : $"'{character}' (U+{(int)character:X4})";
        var form = written is [var single] && single == character ? "" : $", written {written},";
        return PathDelimiters.IsNeverAllowed(character)
            ? new($"holds {name}{form} {At(offset)}, which no route can allow: some servers begin the query there", Number)
            : new($"holds {name}{form} {At(offset)}, which some servers take for a delimiter", Number, character);
    }

    public TargetFault FaultOfDot() => new($"has a segment that ends in '.', {At(0)}, which some servers cut off", Number, '.');
}
