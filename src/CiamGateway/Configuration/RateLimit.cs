namespace CiamGateway.Configuration;

/// <summary>A limit of requests as it is in force. Limits with the same numbers are equal, so that a reload that leaves them alone does not start them anew.</summary>
/// <param name="Requests">Per <paramref name="Window"/>; 0 for no limit.</param>
/// <param name="Concurrency">At the same time; 0 for no limit.</param>
/// <param name="Queue">Requests that wait for their turn.</param>
internal sealed record RateLimit(string Name, int Requests, TimeSpan Window, int Concurrency, int Queue, LimitSharing Per);

/// <summary>Who shares one limit.</summary>
internal enum LimitSharing
{
    Caller,
    Route,
    CallerAndRoute,
}
