namespace CiamGateway.Configuration.Loading;

/// <summary>The user whose rights the gateway has, as messages name it.</summary>
internal static class ProcessUser
{
    /// <summary>Looked up once: the lookup opens a file, and throws if the process may open no more.</summary>
    public static string Name { get; } = Read();

    private static string Read()
    {
        try
        {
            return Environment.UserName;
        }
        catch (IOException)
        {
            return "of the gateway";
        }
    }
}
