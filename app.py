from trainer.__main__ import app, main  # noqa: F401 - `app` is the WSGI application

if __name__ == "__main__":
    main(["serve"])
