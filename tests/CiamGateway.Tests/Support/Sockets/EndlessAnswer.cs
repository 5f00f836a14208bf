using Microsoft.AspNetCore.Http;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>The body of an API's answer that has no end.</summary>
internal static class EndlessAnswer
{
    /// <param name="givenUp">Completed when the answer is not read any more.</param>
    public static async Task WriteAsync(HttpContext context, TaskCompletionSource givenUp)
    {
        try
        {
            while (true)
            {
                await context.Response.WriteAsync("more", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(10, context.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            givenUp.TrySetResult();
        }
    }
}
