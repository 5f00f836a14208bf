// What the gateway is measured against: YARP as it comes, with one route and no transform.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseKestrelHttpsConfiguration();
builder.Logging.ClearProviders();
builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
var application = builder.Build();
application.MapReverseProxy();
application.Run();
