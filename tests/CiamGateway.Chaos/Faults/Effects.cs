namespace CiamGateway.Chaos.Faults;

/// <summary>What a fault makes impossible, so that calls are not blamed on the gateway.</summary>
[Flags]
internal enum Effects
{
    None = 0,

    /// <summary>The token endpoint may not grant a token. A call that has a usable token must succeed all the same.</summary>
    Tokens = 1,

    /// <summary>The API may not answer.</summary>
    Api = 2,

    /// <summary>A gateway process cannot serve.</summary>
    Gateway = 4,

    /// <summary>Calls may take longer than usual.</summary>
    Waits = 8,

    /// <summary>Tokens are asked for again before their time.</summary>
    Renewals = 16,

    /// <summary>A gateway may refuse new connections. Calls on connections that it accepted must succeed.</summary>
    Connections = 32,

    /// <summary>An answer that the token endpoint has sent may not reach the gateway.</summary>
    Answers = 64,
}
