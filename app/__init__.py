"""The application: accounts, studies, interviews, insights, jobs and the command line, served by Litestar."""
