namespace CiamGateway.Sandbox.Soak;

/// <summary>A call that a steady load repeats, and how the API answers it.</summary>
internal sealed record SteadyCall(string Method, string Path, int Status);
