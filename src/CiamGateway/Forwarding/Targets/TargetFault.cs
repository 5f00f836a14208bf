namespace CiamGateway.Forwarding.Targets;

/// <summary>What is wrong with a request target.</summary>
/// <param name="Text">The end of a sentence that begins with the target. It names the place, and the character if one is at fault.</param>
/// <param name="Segment">The segment of the path that is at fault, from 1; 0 if it is the target as a whole.</param>
/// <param name="Character">The character that a route would have to allow; null if no route can.</param>
internal sealed record TargetFault(string Text, int Segment = 0, char? Character = null);
